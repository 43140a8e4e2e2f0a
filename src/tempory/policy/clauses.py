"""What a clause of the policy is. Construction validates: a promise that nothing proves cannot exist."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from tempory.values import InvalidValueError

Language = Literal["en", "fr"]

_CLAUSE_ID = re.compile(r"[a-z]+\.[a-z0-9]+", re.ASCII)
_FRENCH_SPACE = re.compile(" (?=[:;?!»])|(?<=«) ")


class Owner(StrEnum):
    """The role that answers for a clause."""

    OPERATOR = "operator"
    PRIVACY_OFFICER = "privacy officer"


class Framework(StrEnum):
    """The standards a clause is mapped to."""

    ISO_27001 = "ISO/IEC 27001:2022 Annex A"
    NIST_CSF = "NIST CSF 2.0"
    OWASP_ASVS = "OWASP ASVS 5.0"
    GDPR = "GDPR"


@dataclass(frozen=True, slots=True)
class Control:
    """One control of a standard, by its id there. Written `I8.24`, `C PR.DS-02`, `V12`, `G32` where space is short."""

    framework: Framework
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The same sentence in each language the service speaks."""

    en: str
    fr: str

    def __post_init__(self) -> None:
        if not (self.en.strip() and self.fr.strip()):
            message = "a sentence of the policy exists in every language"
            raise InvalidValueError(message)

    def speak(self, language: Language) -> str:
        """Return the sentence in `language`, with the unbreakable spaces that French has before `:;?!`."""
        return _FRENCH_SPACE.sub("\N{NO-BREAK SPACE}", self.fr) if language == "fr" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A promise and what it rests on.

    `proof` tells the reader how it is checked, without detail that helps an attacker; `probes` names what checks it
    (`tempory.probes`); `max_age` is in seconds, after which a proof counts for nothing.
    """

    id: str
    title: Words
    promise: Words
    proof: Words
    owner: Owner
    probes: tuple[str, ...]
    max_age: int
    controls: tuple[Control, ...]

    def __post_init__(self) -> None:
        if not _CLAUSE_ID.fullmatch(self.id):
            message = f"{self.id!r} is not a clause id such as data.deleted"
            raise InvalidValueError(message)
        if not self.probes or len(set(self.probes)) != len(self.probes):
            message = f"{self.id}: a promise needs at least one probe, each named once"
            raise InvalidValueError(message)
        if self.max_age <= 0:
            message = f"{self.id}: a proof ages, so max_age is positive"
            raise InvalidValueError(message)
        if not self.controls:
            message = f"{self.id}: name the controls it answers"
            raise InvalidValueError(message)
