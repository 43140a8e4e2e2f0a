"""Which passwords are taken, and how many are worked on at once."""

import asyncio
import random
import string
from secrets import token_bytes

import pytest

from tempory.mailboxes import PasswordPool, WeakPassword, check_password
from tempory.mailboxes.passwords import WAITING, encode_password
from tempory.values import Secret, Unavailable

TRIVIAL = [
    "", "abc12", "aaaaaa", "ababab", "123456", "654321", "abcdefgh", "password", "Password123!", "qwerty1", "x" * 257,
    "blue-heron", "Blue-Heron7",
]  # fmt: skip


@pytest.mark.parametrize("text", TRIVIAL)
def test_what_is_tried_first_is_refused_with_the_rule(text: str) -> None:
    with pytest.raises(WeakPassword, match="A password has 6 to 256 characters"):
        check_password(text, "blue-heron")


@pytest.mark.parametrize(
    ("alphabet", "length"),
    [
        pytest.param(string.ascii_letters + string.digits, 6, id="pymailtm"),
        pytest.param(string.ascii_letters + string.digits + string.punctuation, 8, id="MailTm"),
        pytest.param("0123456789abcdef", 16, id="mailjs"),
    ],
)
def test_what_the_known_clients_draw_is_accepted(alphabet: str, length: int) -> None:
    draw = random.Random(9106)  # noqa: S311 (the same passwords for everybody)
    for _ in range(2_000):
        text = "".join(draw.choice(alphabet) for _ in range(length))
        assert check_password(text, "someone").reveal() == text.encode()


def test_a_password_is_the_same_however_it_is_typed() -> None:
    assert check_password("caf\u00e9-42", "x") == check_password("cafe\u0301-42", "x") == encode_password("café-42")


@pytest.mark.anyio
async def test_who_comes_when_many_wait_is_turned_away() -> None:
    pool = PasswordPool()
    asked = [asyncio.ensure_future(pool.derive(Secret(b"six4ch"), token_bytes(16))) for _ in range(WAITING)]
    await asyncio.sleep(0)

    with pytest.raises(Unavailable):
        await pool.derive(Secret(b"six4ch"), token_bytes(16))
    for task in asked[2:]:
        task.cancel()
    keys = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(key, Secret) for key in keys) == 2
    assert len(await pool.derive(Secret(b"six4ch"), token_bytes(16))) == 32
    pool.close()


@pytest.mark.anyio
async def test_a_permit_is_asked_for_when_the_turn_has_come() -> None:
    pool = PasswordPool()

    def refuse() -> None:
        raise Unavailable

    with pytest.raises(Unavailable):
        await pool.derive(Secret(b"six4ch"), token_bytes(16), permit=refuse)
    pool.close()
