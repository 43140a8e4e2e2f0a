"""What the policy page says, in each language. A promise's own words are the clause's (`tempory.policy`)."""

from dataclasses import dataclass

from tempory.policy import Language, Reason, State, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """The page's fixed sentences."""

    title: str
    skip: str
    languages: str
    about: str
    how: str
    found: str
    as_json: str
    api: str
    back: str


def page_words(language: Language) -> PageWords:
    """Return the page's fixed sentences in `language`."""
    return PageWords(**{name: words.speak(language) for name, words in _PAGE.items()})


_PAGE = {
    "title": Words(en="What we promise, and whether we keep it", fr="Ce que nous promettons, et si nous le tenons"),
    "skip": Words(en="Skip to the promises", fr="Aller aux promesses"),
    "languages": Words(en="Language", fr="Langue"),
    "about": Words(
        en="Each promise is put to the test on this very server, again and again. What cannot be proved, or was proved "
        "too long ago, counts as not kept.",
        fr="Chaque promesse est mise à l’épreuve sur ce serveur même, encore et encore. Ce qui ne peut être prouvé, ou "
        "l’a été il y a trop longtemps, compte comme non tenu.",
    ),
    "how": Words(en="How it is checked", fr="Comment c’est vérifié"),
    "found": Words(en="Have you found a weakness? Tell us:", fr="Vous avez trouvé une faille ? Dites-le-nous :"),
    "as_json": Words(en="These promises as JSON", fr="Ces promesses en JSON"),
    "api": Words(en="The API", fr="L’API"),
    "back": Words(en="Your mailbox", fr="Votre boîte"),
}

STATES = {
    State.KEPT: Words(en="Kept", fr="Tenue"),
    State.NOT_KEPT: Words(en="Not kept", fr="Non tenue"),
    State.UNKNOWN: Words(en="Not yet checked", fr="Pas encore vérifiée"),
}

# No detail that helps an attacker: the reason for a state, never what was found.
REASONS = {
    Reason.BROKEN: Words(
        en="The last check found that this is not so at the moment.",
        fr="La dernière vérification a montré que ce n’est pas le cas pour l’instant.",
    ),
    Reason.UNDETERMINED: Words(
        en="The last check could not tell. What is not proved counts as not kept.",
        fr="La dernière vérification n’a pas pu conclure. Ce qui n’est pas prouvé compte comme non tenu.",
    ),
    Reason.LAPSED: Words(
        en="There is no recent proof. What is not proved counts as not kept.",
        fr="Il n’y a pas de preuve récente. Ce qui n’est pas prouvé compte comme non tenu.",
    ),
    Reason.UNCHECKED: Words(
        en="The service has just started; the first check is still to come.",
        fr="Le service vient de démarrer ; la première vérification est à venir.",
    ),
}

_MINUTE = 60
_HOUR = 3_600
_DAY = 86_400


def describe_count(kept: int, total: int, language: Language) -> str:
    """Say how many promises are kept."""
    if language == "fr":
        if kept == total:
            return f"Les {total} promesses sont tenues."
        if not kept:
            return f"Aucune des {total} promesses n’est tenue."
        return f"{kept if kept > 1 else 'Une'} des {total} promesses {'sont tenues' if kept > 1 else 'est tenue'}."
    return f"All {total} promises are kept." if kept == total else f"{kept or 'None'} of {total} promises kept."


def describe_age(seconds: int, language: Language) -> str:
    """Say how long ago a check was made."""
    if seconds < _MINUTE:
        return "Vérifié il y a moins d’une minute" if language == "fr" else "Checked less than a minute ago"
    duration = describe_duration(seconds, language)
    return f"Vérifié il y a {duration}" if language == "fr" else f"Checked {duration} ago"


def describe_expiry(seconds: int, language: Language) -> str:
    """Say how long a proof is good for."""
    duration = describe_duration(seconds, language)
    return f"une preuve vaut {duration}" if language == "fr" else f"a proof is good for {duration}"


def describe_duration(seconds: int, language: Language) -> str:
    """Say a duration in its largest whole unit; minutes are the smallest."""
    for size, en, fr in ((_DAY, "day", "jour"), (_HOUR, "hour", "heure"), (_MINUTE, "minute", "minute")):
        if seconds >= size or size == _MINUTE:
            number = max(1, seconds // size)
            unit = fr if language == "fr" else en
            return f"{number}\N{NO-BREAK SPACE}{unit}{'s' if number > 1 else ''}"
    raise AssertionError
