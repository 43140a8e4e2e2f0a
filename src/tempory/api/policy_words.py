"""The words around the policy on /security, in both languages, and the age of a proof as people say it."""

import re
from collections.abc import Sequence
from typing import Any, Final

from starlette.requests import Request

from tempory.policy import Assessment, Language

_NBSP: Final = "\N{NO-BREAK SPACE}"
_QUALITY: Final = re.compile(r"\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?))?\s*")
_MAX_HEADER: Final = 200

_WORDS: Final[dict[Language, dict[str, Any]]] = {
    "en": {
        "title": "What we promise, and what proves it",
        "lead": "Each promise is tied to checks of the running server. A promise without a recent proof counts as not "
        "kept, here as everywhere.",
        "states": {"kept": "kept", "not_kept": "not kept", "unknown": "not yet checked"},
        "report": "Have you found a weakness? Tell us:",
        "machine": "The same for programs:",
        "other": "fr",
        "other_name": "Français",
    },
    "fr": {
        "title": "Ce que nous promettons, et ce qui le prouve",
        "lead": "Chaque promesse est liée à des contrôles du serveur en marche. Une promesse sans preuve récente "
        "compte comme non tenue, ici comme ailleurs.",
        "states": {"kept": "tenue", "not_kept": "non tenue", "unknown": "pas encore contrôlée"},
        "report": f"Vous avez trouvé une faiblesse{_NBSP}? Dites-le-nous{_NBSP}:",
        "machine": f"La même chose pour les programmes{_NBSP}:",
        "other": "en",
        "other_name": "English",
    },
}
# The largest unit that fits: seconds in it, one of it, several of it.
_UNITS: Final[dict[Language, tuple[tuple[int, str, str], ...]]] = {
    "en": ((86_400, "day", "days"), (3_600, "hour", "hours"), (60, "minute", "minutes"), (1, "second", "seconds")),
    "fr": (
        (86_400, "jour", "jours"),
        (3_600, "heure", "heures"),
        (60, "minute", "minutes"),
        (1, "seconde", "secondes"),
    ),
}


def words_of(language: Language) -> dict[str, Any]:
    """Return the sentences of the page."""
    return _WORDS[language]


def choose_language(request: Request) -> Language:
    """Return the language asked for with ?lang=, or the one the browser prefers (RFC 9110 §12.5.4); else English."""
    asked = request.query_params.get("lang", "")
    if asked in _WORDS:
        return "fr" if asked == "fr" else "en"
    weights: dict[str, float] = {}
    for choice in request.headers.get("accept-language", "")[:_MAX_HEADER].split(","):
        tag, separator, parameters = choice.partition(";")
        match = _QUALITY.fullmatch(separator + parameters)
        weight = 0.0 if match is None else float(match[1] or 1)
        primary = tag.strip().lower().partition("-")[0]
        weights[primary] = max(weight, weights.get(primary, 0.0))
    return "fr" if weights.get("fr", 0.0) > weights.get("en", 0.0) else "en"


def show_clauses(assessments: Sequence[Assessment], language: Language) -> list[dict[str, str]]:
    """Return each clause as the page shows it."""
    return [
        {
            "id": assessment.clause.id,
            "title": assessment.clause.title.speak(language),
            "promise": assessment.clause.promise.speak(language),
            "proof": assessment.clause.proof.speak(language),
            "state": assessment.state.value,
            "age": _age(assessment.age, language),
        }
        for assessment in assessments
    ]


def _age(seconds: int | None, language: Language) -> str:
    if seconds is None:
        return "Not checked yet." if language == "en" else "Pas encore contrôlée."
    for size, one, several in _UNITS[language]:
        if seconds >= size or size == 1:
            count = seconds // size
            # French counts zero with the singular.
            unit = one if count == 1 or (count == 0 and language == "fr") else several
            return (
                f"Last checked {count} {unit} ago." if language == "en" else f"Dernier contrôle il y a {count} {unit}."
            )
    raise AssertionError  # the last unit fits everything
