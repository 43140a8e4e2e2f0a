/**
 * Sealing in the browser: the same format as `src/tempory/sealing`, held to the same vectors. docs/sealing.md.
 *
 * A mailbox is made here (`drawMailbox`); its key half never leaves. What the server stores is opened here
 * (`openProfile`, `openSummary`, `openBody`); whatever is malformed, altered or foreign raises `IntegrityError`.
 */
export { openBody, openBodyChunks, MAX_BODY_OCTETS } from "./body";
export {
  AUTH_HALF,
  drawSecret,
  encodeSecret,
  KEY_HALF,
  parseSecret,
  SECRET_OCTETS,
  splitToken,
  TOKEN,
  type SecretKind,
  type TokenHalves,
} from "./credentials";
export { IntegrityError, InvalidValueError } from "./errors";
export { KeyPair, PUBLIC_KEY_OCTETS, seal } from "./keys";
export { drawMailbox, openKeys, type NewMailbox } from "./mailbox";
export { MAX_SUMMARY_OCTETS, openProfile, openSummary } from "./objects";
export { encodeBase64, parseBase64, type Octets } from "./octets";
export { Secret } from "./secret";
export {
  decodeSummary,
  type Attachment,
  type Authentication,
  type Envelope,
  type Party,
  type Summary,
  type Verdict,
  type VerdictReason,
} from "./summary";
export { unwrapPrivateKey, wrapPrivateKey } from "./wraps";
