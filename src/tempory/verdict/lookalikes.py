"""Names that look like others': confusable characters, one letter off, a famous name with words around it.

Unicode TR39 §4 (confusables; the table here holds those that Latin names are forged with), TR36 §2.
An index is made once; a look-up costs as much as the name is long, by deleting each letter once (SymSpell's way),
so no name is ever compared with all the others.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final, NamedTuple

from tempory.verdict.hosts import label_of, registrable
from tempory.verdict.lists import CHEAP_ENDINGS, EVERYDAY, HOSTED, INNOCENT, PRESSING_ROLES, ROLES

MAX_LABEL_CHARACTERS: Final = 63
_SHORTEST_ONE_OFF: Final = 6  # shorter names are too near to too many words
_SHORTEST_WITHIN: Final = 5
_COUNTRY: Final = 2

_CONFUSABLE: Final = str.maketrans(
    dict(
        zip(
            "авеёкмнорстухіїјѕԁԛԝһӏґɡɩıȷαβεηικνορτυχωⅼꞌ",
            "aBeekMHopcTyxiijsdqwhlrgiijaBenikvopTuxwl'",
            strict=True,
        )
    )
)
# One sign for what eyes take for another, applied after case and accents are gone.
_ALIKE: Final = str.maketrans(
    {"0": "o", "1": "l", "i": "l", "|": "l", "3": "e", "4": "a", "5": "s", "8": "b", "@": "a", "$": "s"}
)
_PAIRS: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("nn", "m"))
_ROLES: Final = tuple(ROLES)
_TOKENS: Final = re.compile(r"[^\W_]+")
_SPLIT: Final = re.compile(r"[-_.]+")


class Likeness(NamedTuple):
    """`name` is who is imitated, `how` one of `script`, `letters`, `words`, `ending`."""

    name: str
    how: str


def plain(text: str) -> str:
    """Return `text` in lower case without accents, confusable characters as the Latin ones they look like."""
    text = text.casefold()
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKD", text).translate(_CONFUSABLE)
    return "".join(sign for sign in text if not unicodedata.combining(sign)).lower()


def skeleton(label: str) -> str:
    """Return what `label` looks like: equal for labels that eyes confuse."""
    label = plain(label[:MAX_LABEL_CHARACTERS]).translate(_ALIKE)
    for pair, one in _PAIRS:
        label = label.replace(pair, one)
    return label


def mixes_scripts(text: str) -> bool:
    """Whether one word of `text` mixes Latin with Cyrillic or Greek letters (TR39 §5.1)."""
    if text.isascii():
        return False
    return any(_scripts(word) >= 2 for word in _TOKENS.findall(text) if not word.isascii())  # noqa: PLR2004 (mixed)


def _scripts(word: str) -> int:
    latin = other = False
    for sign in word:
        name = unicodedata.name(sign, "")
        latin = latin or name.startswith("LATIN")
        other = other or name.startswith(("CYRILLIC", "GREEK"))
    return latin + other


class Imitated:
    """Names worth imitating, and whose domains they are."""

    def __init__(self, listed: str, own_domains: Iterable[str] = ()) -> None:
        self.own: frozenset[str] = frozenset(registrable(domain.lower()) for domain in own_domains)
        self._own_names = {label_of(domain) for domain in self.own}
        self._owner: dict[str, str] = {}  # registrable domain → name
        self._names: dict[tuple[str, ...], tuple[str, bool]] = {}  # words of a name → its owner, whether everyday
        self._labels: dict[str, tuple[str, bool]] = {}
        for line in listed.splitlines():
            names, _, domains = line.partition(" = ")
            self._add(names.split(", "), domains.split())
        self._joined: set[str] = set()  # labels of our own without their hyphens
        for domain in self.own:
            self._add([label_of(domain)], [domain])
            self._joined.add(label_of(domain).replace("-", ""))
        self._joined -= self._own_names
        self._skeletons = {skeleton(label): label for label in self._labels}
        self._one_off: dict[str, str] = {}
        for label, (_, is_everyday) in self._labels.items():
            if len(label) >= _SHORTEST_ONE_OFF and not is_everyday:
                self._one_off.update(dict.fromkeys((label, *_deletions(label)), label))
        self._first = {words[0] for words in self._names}
        self._longest = max((len(words) for words in self._names), default=0)

    def _add(self, names: list[str], domains: list[str]) -> None:
        owner = names[0].removeprefix("~")
        is_everyday = names[0].startswith("~")
        for name in names:
            everyday = name.startswith("~")
            words = tuple(_TOKENS.findall(plain(name.removeprefix("~"))))
            if words:
                self._names.setdefault(words, (owner, everyday))
                self._add_label("".join(words), owner, is_everyday=everyday)
        for domain in domains:
            self._owner.setdefault(domain, owner)
            if len(label_of(domain)) >= _SHORTEST_WITHIN:
                self._add_label(label_of(domain), owner, is_everyday=is_everyday)

    def _add_label(self, label: str, owner: str, *, is_everyday: bool) -> None:
        # A label that is itself such a word as "service" would be found in half of all hosts.
        if label not in ROLES:
            self._labels.setdefault(label, (owner, is_everyday or label in EVERYDAY))

    def owner_of(self, host: str) -> str:
        """Return whose host it is, "" if nobody's we know."""
        domain = registrable(host)
        return self._owner.get(domain) or self._owner.get(host, "")

    def named_in(self, text: str) -> str:
        """Return who is named in a short text such as a display name; everyday words only alone or beside a role."""
        words = _TOKENS.findall(plain(text[:200]))
        for start, word in enumerate(words):
            if word not in self._first:
                continue
            for count in range(self._longest, 0, -1):
                owner, is_everyday = self._names.get(tuple(words[start : start + count]), ("", False))
                if owner and (not is_everyday or all(w in ROLES for w in words[:start] + words[start + count :])):
                    return owner
        return ""

    def likeness(self, host: str) -> Likeness | None:
        """Return whom `host` imitates, None if nobody or if it is theirs."""
        domain = registrable(host)
        if not domain or self.owner_of(host):
            return None
        label = label_of(domain)
        if len(label) > MAX_LABEL_CHARACTERS:
            return None
        look = skeleton(label)
        known = self._skeletons.get(look)
        if known is not None:
            owner = self._labels[known][0]
            if known != label or label in self._joined:
                # Short names of digits and letters are alike by chance: they count with an ending that costs nothing.
                is_long = len(known) >= _SHORTEST_WITHIN or owner in self._own_names or not label.isascii()
                return Likeness(owner, "script" if not label.isascii() else "letters") if is_long else None
            return Likeness(owner, "ending") if self._is_odd_home(domain, known) else None
        if len(label) >= _SHORTEST_ONE_OFF - 1 and label not in INNOCENT:
            for shorter in (label, *_deletions(label)):
                near = self._one_off.get(shorter)
                # Eyes go by the first letter: horton is not norton.
                if near is not None and near != label and near[0] == label[0] and abs(len(near) - len(label)) <= 1:
                    return Likeness(self._labels[near][0], "letters")
        return self._around(label)

    def _is_odd_home(self, domain: str, label: str) -> bool:
        """Tell a name under a foreign ending: firms own theirs under many countries', so only where it is odd."""
        ending = domain.rpartition(".")[2]
        if self._labels[label][1] or len(label) < _SHORTEST_WITHIN:
            return False
        return ending in CHEAP_ENDINGS or domain.partition(".")[2] in HOSTED or len(ending) > _COUNTRY

    def _around(self, label: str) -> Likeness | None:
        """Find a name within the label: paypal-secure, secure-paypal-login, netflixaccount."""
        tokens = _SPLIT.split(label)
        if len(tokens) > 1:
            for token in tokens:
                known = self._skeletons.get(skeleton(token))
                if known is None:
                    continue
                owner, is_everyday = self._labels[known]
                roles = [other for other in tokens if other != token and other in ROLES]
                is_pressing = len(roles) > 1 or not PRESSING_ROLES.isdisjoint(roles)
                if is_pressing if is_everyday else (roles or len(known) >= _SHORTEST_WITHIN):
                    return Likeness(owner, "words")
        if not label.startswith(_ROLES) and not label.endswith(_ROLES):
            return None
        for role in ROLES:
            rest = (label.removesuffix(role) if label.endswith(role) else label.removeprefix(role)).strip("-_")
            if rest != label and len(rest) >= _SHORTEST_WITHIN and (known := self._skeletons.get(skeleton(rest))):
                owner, is_everyday = self._labels[known]
                if not is_everyday or role in PRESSING_ROLES:
                    return Likeness(owner, "words")
        return None


def _deletions(label: str) -> Iterable[str]:
    return {label[:place] + label[place + 1 :] for place in range(len(label))}
