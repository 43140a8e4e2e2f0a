"""Keys from passwords: held against another implementation of Argon2id."""

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tempory.sealing import PASSWORD_SALT_OCTETS, derive_password_key
from tempory.sealing.passwords import RFC_9106_SECOND_CHOICE, Argon2Parameters
from tempory.values import Secret

SALT = bytes(range(PASSWORD_SALT_OCTETS))
QUICK = Argon2Parameters(passes=2, lanes=1, memory_kibibytes=64)


def test_the_key_is_argon2id_of_the_password() -> None:
    theirs = Argon2id(salt=SALT, length=32, iterations=2, lanes=1, memory_cost=64).derive(b"six4ch")
    assert derive_password_key(Secret(b"six4ch"), SALT, QUICK) == Secret(theirs)


def test_password_and_salt_both_decide() -> None:
    key = derive_password_key(Secret(b"six4ch"), SALT, QUICK)
    assert key != derive_password_key(Secret(b"six4cj"), SALT, QUICK)
    assert key != derive_password_key(Secret(b"six4ch"), SALT[::-1], QUICK)


def test_the_parameters_are_those_of_rfc_9106() -> None:
    """§4, the second recommended option: t=3, p=4, m=2^16 KiB."""
    assert (RFC_9106_SECOND_CHOICE.passes, RFC_9106_SECOND_CHOICE.lanes) == (3, 4)
    assert RFC_9106_SECOND_CHOICE.memory_kibibytes == 2**16
    assert len(derive_password_key(Secret(b"six4ch"), SALT)) == 32


def test_less_of_anything_is_below_and_more_is_not() -> None:
    more = Argon2Parameters(passes=3, lanes=1, memory_kibibytes=64)
    assert QUICK.is_below(more)
    assert not more.is_below(QUICK)
    assert not QUICK.is_below(QUICK)
    assert Argon2Parameters(passes=9, lanes=1, memory_kibibytes=63).is_below(QUICK)
    assert Argon2Parameters(passes=9, lanes=0, memory_kibibytes=64).is_below(QUICK)
