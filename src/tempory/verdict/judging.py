"""From facts to a verdict: reasons, their weights, the words, and a calibrated probability."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from tempory.mime import Parsed
from tempory.verdict import weights
from tempory.verdict.codes import NO_CODES, Codes
from tempory.verdict.facts import Facts, Standing, read_facts
from tempory.verdict.imitated import IMITATED
from tempory.verdict.lists import FREE_MAIL
from tempory.verdict.lookalikes import Imitated
from tempory.verdict.model import NO_MODEL, Model
from tempory.verdict.outcome import MAX_EVIDENCE_CHARACTERS, MAX_REASONS, Code, Level, Reason, Verdict
from tempory.verdict.rules import RULES

_TELLING_WORDS: Final = 1.0
_SEVERAL: Final = 3


@dataclass(frozen=True, slots=True)
class Scan:
    """What a malware scanner said: `malware` names what it found; `is_down`: it could not be asked."""

    malware: str = ""
    is_down: bool = False


NOT_SCANNED: Final = Scan()


class Judge:
    """Made once, with the organisation's domains and the trained words; then asked of each message."""

    def __init__(self, *, own_domains: Iterable[str] = (), model: Model = NO_MODEL) -> None:
        self._imitated = Imitated(IMITATED, own_domains)
        self._model = model

    def judge(
        self,
        parsed: Parsed,
        *,
        standing: Standing = Standing.UNKNOWN,
        scan: Scan = NOT_SCANNED,
        codes: Codes = NO_CODES,
    ) -> Verdict:
        """Judge a message that was taken apart. Never raises, and takes no longer than the bounds allow."""
        facts = read_facts(parsed, imitated=self._imitated, standing=standing, codes=codes)
        return judge(facts, model=self._model, scan=scan, unread=codes.unread)


def judge(facts: Facts, *, model: Model = NO_MODEL, scan: Scan = NOT_SCANNED, unread: int = 0) -> Verdict:
    """Weigh `facts`; `unread` pictures could not be looked at, which is stated and blames nobody."""
    found = find_reasons(facts)
    if scan.malware:
        found[Code.MALWARE] = Reason(Code.MALWARE, scan.malware)
    words = model.weigh(facts.wording.vocabulary)
    if words >= _TELLING_WORDS and found:
        found[Code.WORDS_LIKE_PHISHING] = Reason(Code.WORDS_LIKE_PHISHING)
    if scan.is_down:
        found[Code.SCANNER_DOWN] = Reason(Code.SCANNER_DOWN)
    if unread:
        found[Code.PICTURE_UNREAD] = Reason(Code.PICTURE_UNREAD, str(unread))
    score = 1.0 if Code.MALWARE in found else model.calibrate(weigh(facts, found) + words)
    level = _level(score, found, model)
    reasons = sorted(found.values(), key=lambda reason: -weights.WEIGHTS.get(reason.code, 9.0))
    shown = tuple(Reason(each.code, _short(each.evidence)) for each in reasons[:MAX_REASONS])
    return Verdict(level=level, score=round(score, 4), reasons=shown)


def find_reasons(facts: Facts) -> dict[Code, Reason]:
    """Ask every rule; of several reasons of one kind the first counts."""
    found: dict[Code, Reason] = {}
    for rule in RULES:
        for reason in rule(facts):
            found.setdefault(reason.code, reason)
    return found


def weigh(facts: Facts, found: Mapping[Code, Reason]) -> float:
    """Return the log-odds of what was found, words left out."""
    vague = sum(weights.WEIGHTS[code] for code in found if code in weights.VAGUE)
    clear = sum(weights.WEIGHTS.get(code, 0.0) for code in found if code not in weights.VAGUE)
    most = weights.MOST_VAGUE if facts.foreign or facts.files else weights.MOST_VAGUE_ALONE
    if Code.ANONYMOUS_GREETING in found and len(weights.VAGUE & found.keys()) >= _SEVERAL and facts.links:
        # Who has an account with somebody is called by name by them.
        most = max(most, weights.MOST_VAGUE_ANONYMOUS)
    total = weights.BIAS + clear + min(vague, most)
    if facts.standing is Standing.VERIFIED:
        # Anybody can verify a domain of his own: it speaks for those that we know, and little for others.
        is_known = bool(facts.author_name) and facts.author not in FREE_MAIL
        total += weights.VERIFIED_KNOWN if is_known else weights.VERIFIED
    total += weights.ANSWER * facts.is_answer + weights.BULK * facts.is_bulk
    return total


def _level(score: float, found: Mapping[Code, Reason], model: Model) -> Level:
    if score >= model.dangerous or not weights.DANGEROUS.isdisjoint(found):
        return Level.DANGEROUS
    if score >= model.suspicious or not weights.SUSPICIOUS.isdisjoint(found):
        return Level.SUSPICIOUS
    return Level.NONE


def _short(evidence: str) -> str:
    printable = "".join(sign if sign.isprintable() else "\ufffd" for sign in evidence[:MAX_EVIDENCE_CHARACTERS])
    return printable if len(evidence) <= MAX_EVIDENCE_CHARACTERS else f"{printable[:-1]}…"
