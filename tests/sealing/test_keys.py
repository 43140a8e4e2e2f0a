import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from tempory.sealing import KeyPair, PublicKey, Random
from tempory.sealing.keys import _SMALL_ORDER
from tempory.values import InvalidValueError, Secret


def test_one_seed_gives_one_pair(keys: KeyPair) -> None:
    again = KeyPair(keys.seed)
    assert again.public_key == keys.public_key
    assert hash(again.public_key) == hash(keys.public_key)
    assert again.open(keys.public_key.seal(b"hello", b"info"), b"info") == b"hello"


def test_drawn_pairs_differ(random: Random) -> None:
    first, second = KeyPair.draw(random), KeyPair.draw(random)
    assert first.public_key != second.public_key
    with pytest.raises(InvalidTag):
        second.open(first.public_key.seal(b"hello", b""), b"")


def test_two_seals_of_one_text_differ(keys: KeyPair) -> None:
    assert keys.public_key.seal(b"hello", b"") != keys.public_key.seal(b"hello", b"")


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_seed_has_32_octets(size: int) -> None:
    with pytest.raises(InvalidValueError):
        KeyPair(Secret(bytes(size)))


@pytest.mark.parametrize("size", [0, 1184, 1215, 1217])
def test_a_public_key_has_1216_octets(size: int) -> None:
    with pytest.raises(InvalidValueError):
        PublicKey(bytes(size))


def test_unreduced_ml_kem_coefficients_are_refused(keys: KeyPair) -> None:
    with pytest.raises(InvalidValueError):
        PublicKey(b"\xff" * 1184 + keys.public_key.octets[1184:])


@pytest.mark.parametrize("point", sorted(_SMALL_ORDER))
@pytest.mark.parametrize("top_bit", [0, 1 << 255])
def test_points_of_small_order_are_refused_because_nothing_could_be_sealed(
    point: int, top_bit: int, keys: KeyPair
) -> None:
    x25519 = (point | top_bit).to_bytes(32, "little")
    with pytest.raises(ValueError, match="shared key"):
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(x25519))
    with pytest.raises(InvalidValueError):
        PublicKey(keys.public_key.octets[:1184] + x25519)


def test_neither_key_shows_itself(keys: KeyPair) -> None:
    assert keys.seed.reveal().hex() not in repr(keys)
    assert len(repr(keys)) < 40
    assert keys.public_key != keys.public_key.octets
