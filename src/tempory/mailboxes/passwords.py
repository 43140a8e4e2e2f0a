"""Passwords that a holder chose: which are taken, and how many keys are derived from them at once.

Passwords exist for the programs of another service (docs/compatibility.md), which choose six characters and more by
themselves. What those draw is accepted; what anybody would try first is not.
"""

import asyncio
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Final, final

from tempory.mailboxes.refusals import WeakPassword
from tempory.sealing import derive_password_key
from tempory.values import Secret, Unavailable

SHORTEST: Final = 6
LONGEST: Final = 256
LEAST_DIFFERENT: Final = 3
RULE: Final = (
    f"A password has {SHORTEST} to {LONGEST} characters, {LEAST_DIFFERENT} different ones or more. It is no run "
    "such as 123456, none of those that are tried first, such as password1 or qwerty, and not the address's own name."
)
THREADS: Final = 2
WAITING: Final = 32

# Heads of the lists of leaked passwords, without the digits that people put behind them.
_LEAKED = (
    "password passwort passwd passw0rd motdepasse azerty azertyuiop qwerty qwertz qwertyuiop asdfgh asdfghjkl zxcvbn"
    " zxcvbnm 1q2w3e 1q2w3e4r 1q2w3e4r5t 1qaz2wsx qazwsx letmein welcome admin administrator login master monkey dragon"
    " iloveyou sunshine princess football baseball superman batman trustno1 secret changeme default"
)
_TRIED_FIRST: Final = frozenset(_LEAKED.split())


def check_password(text: str, name: str) -> Secret:
    """Return the password as octets; `WeakPassword` if it is one that is tried first.

    `name` is the local part of the address that it is for.
    """
    password = unicodedata.normalize("NFC", text[: LONGEST + 1])
    folded = password.casefold()
    words = {folded, folded.rstrip("0123456789!.?*#$@")}
    if (
        not SHORTEST <= len(password) <= LONGEST
        or len(set(password)) < LEAST_DIFFERENT
        or _is_run(folded)
        or words & (_TRIED_FIRST | {name.casefold()})
    ):
        raise WeakPassword(RULE)
    return encode_password(text)


def encode_password(text: str) -> Secret:
    """Return a password's octets, the same for each way to type it (RFC 8265 §4.2: NFC, then UTF-8)."""
    return Secret(unicodedata.normalize("NFC", text[: LONGEST + 1]).encode("utf-8", "surrogatepass"))


def _is_run(text: str) -> bool:
    """Whether each character follows the one before it, up or down: 123456, fedcba."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({1}, {-1})


@final
class PasswordPool:
    """Derives keys from passwords, two at once. Who comes when many wait is turned away: it fails closed."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="password")
        self._room = asyncio.Semaphore(THREADS)
        self._waiting = 0

    async def derive(self, password: Secret, salt: bytes, *, permit: Callable[[], None] = lambda: None) -> Secret:
        """Return the key. `permit` is asked when the turn has come, and refuses by raising. Raises `Unavailable`."""
        if self._waiting >= WAITING:
            message = "too many passwords are being checked just now"
            raise Unavailable(message)
        self._waiting += 1
        try:
            async with self._room:
                permit()
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self._threads, derive_password_key, password, salt)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)
