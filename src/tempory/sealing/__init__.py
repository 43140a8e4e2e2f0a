"""What makes a stored message readable by its mailbox's holder and by nobody else. docs/sealing.md is the format.

Knows nothing of storage, HTTP or MIME: octets in, octets out. It draws no randomness of its own (HPKE draws inside
`cryptography`); seeds, tokens and nonces come from the `Random` that is handed in. Every malformed, altered, torn or
foreign input raises `IntegrityError`, and nothing that it says allocates more than the format allows.

The holder's token splits into an auth half, which the server checks, and a key half, which wraps the private key:

    token = SecretKind.TOKEN.parse("tpy_…")        halves = split_token(token)
    keys = KeyPair.draw(random)                     wrap = wrap_private_key(keys.seed, key_half=halves.key, …)
    server: layer = add_shred_layer(wrap, …)        and back: strip_shred_layer, unwrap_private_key

A member's password splits likewise after Argon2id (`split_password`), and app passwords, passkeys and recovery secrets
give key halves too (`members`).
A message is sealed to the mailbox's `PublicKey`: `seal_summary`, which carries the content key, and `seal_body`.

RFC 9180 (HPKE), RFC 5869 (HKDF), RFC 9106 (Argon2), RFC 8265 (passwords), RFC 8878 (zstd), NIST SP 800-38D (GCM),
FIPS 203 (ML-KEM), draft-connolly-cfrg-xwing-kem.
"""

from tempory.sealing.addresses import AddressHasher
from tempory.sealing.body import CHUNK_OCTETS, MAX_BODY_OCTETS, open_body, open_body_chunks, seal_body
from tempory.sealing.credentials import SecretKind, TokenHalves, hash_auth_half, parse_credential, split_token
from tempory.sealing.days import open_for_day, seal_for_day
from tempory.sealing.keys import (
    PUBLIC_KEY_OCTETS,
    SECRET_OCTETS,
    KeyPair,
    PublicKey,
    Random,
    draw_secret,
)
from tempory.sealing.listings import ListingCipher
from tempory.sealing.members import (
    CEILING,
    FLOOR,
    MEMBER_PARAMETERS,
    RECOVERY_OCTETS,
    check_parameters,
    derive_passkey_key,
    derive_recovery_key,
    encode_recovery,
    open_escrow,
    parse_app_password,
    parse_recovery,
    seal_to_escrow,
    split_app_password,
    split_password,
)
from tempory.sealing.objects import (
    MAX_SUMMARY_OCTETS,
    open_profile,
    open_summary,
    seal_profile,
    seal_summary,
)
from tempory.sealing.passwords import PASSWORD_SALT_OCTETS, Argon2Parameters, derive_password_key
from tempory.sealing.reports import (
    MAX_ANSWER_OCTETS,
    MAX_REPORT_OCTETS,
    SEAL_OCTETS,
    TEAM_WRAP_OCTETS,
    open_answer,
    open_report,
    open_team_key,
    seal_answer,
    seal_report,
    seal_team_key,
)
from tempory.sealing.summary import (
    Attachment,
    Authentication,
    Envelope,
    Party,
    Summary,
    Verdict,
    VerdictReason,
    decode_summary,
    encode_summary,
)
from tempory.sealing.wraps import (
    ESCROW_WRAP_OCTETS,
    INNER_WRAP_OCTETS,
    OUTER_WRAP_OCTETS,
    add_shred_layer,
    strip_shred_layer,
    unwrap_private_key,
    wrap_private_key,
)

__all__ = [
    "CEILING",
    "CHUNK_OCTETS",
    "ESCROW_WRAP_OCTETS",
    "FLOOR",
    "INNER_WRAP_OCTETS",
    "MAX_ANSWER_OCTETS",
    "MAX_BODY_OCTETS",
    "MAX_REPORT_OCTETS",
    "MAX_SUMMARY_OCTETS",
    "MEMBER_PARAMETERS",
    "OUTER_WRAP_OCTETS",
    "PASSWORD_SALT_OCTETS",
    "PUBLIC_KEY_OCTETS",
    "RECOVERY_OCTETS",
    "SEAL_OCTETS",
    "SECRET_OCTETS",
    "TEAM_WRAP_OCTETS",
    "AddressHasher",
    "Argon2Parameters",
    "Attachment",
    "Authentication",
    "Envelope",
    "KeyPair",
    "ListingCipher",
    "Party",
    "PublicKey",
    "Random",
    "SecretKind",
    "Summary",
    "TokenHalves",
    "Verdict",
    "VerdictReason",
    "add_shred_layer",
    "check_parameters",
    "decode_summary",
    "derive_passkey_key",
    "derive_password_key",
    "derive_recovery_key",
    "draw_secret",
    "encode_recovery",
    "encode_summary",
    "hash_auth_half",
    "open_answer",
    "open_body",
    "open_body_chunks",
    "open_escrow",
    "open_for_day",
    "open_profile",
    "open_report",
    "open_summary",
    "open_team_key",
    "parse_app_password",
    "parse_credential",
    "parse_recovery",
    "seal_answer",
    "seal_body",
    "seal_for_day",
    "seal_profile",
    "seal_report",
    "seal_summary",
    "seal_team_key",
    "seal_to_escrow",
    "split_app_password",
    "split_password",
    "split_token",
    "strip_shred_layer",
    "unwrap_private_key",
    "wrap_private_key",
]
