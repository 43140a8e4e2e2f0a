/** A mailbox's key pair, X-Wing: ML-KEM-768 and X25519 together (draft-connolly-cfrg-xwing-kem). HPKE is RFC 9180. */
import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { drawSecret, SECRET_OCTETS } from "./credentials";
import { IntegrityError, InvalidValueError } from "./errors";
import { concat, type Octets } from "./octets";
import { Secret } from "./secret";

export const PUBLIC_KEY_OCTETS = 1216;
const ENCAPSULATION_OCTETS = 1120;

/** A private key ready to open, its seed, and its public key. */
export class KeyPair {
  readonly seed: Secret;
  readonly publicKey: Octets;
  readonly #privateKey: CryptoKey;

  private constructor(seed: Secret, publicKey: Octets, privateKey: CryptoKey) {
    this.seed = seed;
    this.publicKey = publicKey;
    this.#privateKey = privateKey;
  }

  /** Expand a seed of 32 octets; `InvalidValueError` for any other length. */
  static async fromSeed(seed: Secret): Promise<KeyPair> {
    if (seed.length !== SECRET_OCTETS) throw new InvalidValueError(`a seed has ${SECRET_OCTETS} octets`);
    const kem = new XWing();
    // Handed a copy, so that nobody else holds the octets that the key keeps.
    const { privateKey, publicKey } = await kem.generateKeyPairDerand(seed.reveal().slice());
    return new KeyPair(seed, new Uint8Array(await kem.serializePublicKey(publicKey)), privateKey);
  }

  static async draw(): Promise<KeyPair> {
    return KeyPair.fromSeed(drawSecret());
  }

  /** HPKE open in base mode, one context; `IntegrityError` for anything not sealed to this key with this `info`. */
  async open(sealed: Octets, info: Octets): Promise<Octets> {
    const enc = sealed.slice(0, ENCAPSULATION_OCTETS).buffer;
    try {
      const context = await suite().createRecipientContext({ recipientKey: this.#privateKey, enc, info: info.buffer });
      return new Uint8Array(await context.open(sealed.slice(ENCAPSULATION_OCTETS).buffer));
    } catch {
      throw new IntegrityError("a sealed object was altered, or sealed for another mailbox or message");
    }
  }
}

/** HPKE seal in base mode, one context: enc (1,120 octets) ‖ ciphertext. */
export async function seal(publicKey: Octets, plaintext: Octets, info: Octets): Promise<Octets> {
  const recipientPublicKey = await new XWing().deserializePublicKey(publicKey.slice().buffer);
  const context = await suite().createSenderContext({ recipientPublicKey, info: info.buffer });
  return concat(new Uint8Array(context.enc), new Uint8Array(await context.seal(plaintext.slice().buffer)));
}

/** The one suite of this format: X-Wing (0x647a), HKDF-SHA256 (1), AES-256-GCM (2). */
function suite(): CipherSuite {
  return new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
}
