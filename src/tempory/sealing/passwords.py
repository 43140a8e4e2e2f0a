"""A key from a password that a person or another service's program chose: Argon2id (RFC 9106).

A token has 256 bits and needs no such thing. A password has few, so each guess at a stolen wrap has to cost memory.
Derive in a bounded pool: one derivation holds `memory_kibibytes` and a processor for about a tenth of a second.
"""

from dataclasses import dataclass
from typing import Final

from argon2.low_level import Type, hash_secret_raw

from tempory.sealing.keys import SECRET_OCTETS
from tempory.values import Secret

PASSWORD_SALT_OCTETS: Final = 16  # RFC 9106 §4: 128 bits suffice


@dataclass(frozen=True, slots=True, kw_only=True)
class Argon2Parameters:
    """RFC 9106 §3.1: `passes` is t, `lanes` is p, `memory_kibibytes` is m."""

    passes: int
    lanes: int
    memory_kibibytes: int

    def is_below(self, other: "Argon2Parameters") -> bool:
        """Whether anything of these is less than the other's."""
        return self.passes < other.passes or self.lanes < other.lanes or self.memory_kibibytes < other.memory_kibibytes


RFC_9106_SECOND_CHOICE: Final = Argon2Parameters(passes=3, lanes=4, memory_kibibytes=64 * 1024)
"""RFC 9106 §4: what is recommended where 2 GiB a password are too much."""


def derive_password_key(password: Secret, salt: bytes, parameters: Argon2Parameters = RFC_9106_SECOND_CHOICE) -> Secret:
    """Return the 32 octets that `password` and `salt` give."""
    octets = hash_secret_raw(
        password.reveal(),
        salt,
        time_cost=parameters.passes,
        memory_cost=parameters.memory_kibibytes,
        parallelism=parameters.lanes,
        hash_len=SECRET_OCTETS,
        type=Type.ID,
    )
    return Secret(octets)
