"""The words that tell a one-time code from any other number, all languages together, kind by kind."""

# ruff: noqa: RUF001 (Greek letters that look like Latin ones are meant)

from typing import Final

from tempory.mime.code_languages import CODE_WORDS
from tempory.mime.vocabulary import Vocabulary


def _all(*kinds: str) -> Vocabulary:
    """Put kinds of words of all languages together: a message does not say which it is written in."""
    return Vocabulary(getattr(words, kind) for words in CODE_WORDS.values() for kind in kinds)


CODES: Final = _all("codes")
PASSWORDS: Final = _all("passwords")
OTHER_CODES: Final = _all("other_codes")
PROOFS: Final = _all("proofs")
PURPOSES: Final = _all("proofs", "confirmations")
REQUESTS: Final = _all("requests")
VERDICTS: Final = _all("verdicts")
NUMBERS: Final = _all("numbers")
SHOPPING: Final = _all("shopping")
UNITS: Final = _all("units")
MONTHS: Final = _all("months")

# "Is" in some languages, but also "to" and "and" in others: it says little by itself.
FAINT_VERDICTS: Final = Vocabulary(["a e to"])
# "As", "this", between a code and its name behind it.
LINKS_BACK: Final = Vocabulary(["as als comme como come jako som ca σαν ωσ this for"])
# What may stand between a number's label and the number.
FILLERS: Final = Vocabulary(["number no nr num numero nummer numer numar cislo szam αριθμοσ # № in with n"])
# What may stand between a code's name and the word that says it is another kind: "code de réduction".
PREPOSITIONS: Final = Vocabulary(["de di du des d of do da della"])
# Every word that names a code has one of these in it: where none is near, there is less to read.
ROOTS: Final = ("cod", "kod", "κωδ", "kood", "tunnuslu", "pin", "otp", "tan")
