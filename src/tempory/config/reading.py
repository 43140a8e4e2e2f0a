"""From a TOML file to a `Configuration`, or to every mistake in it, each with its line and what to write instead."""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from tempory.config.consistency import find_contradictions
from tempory.config.lines import find_lines
from tempory.config.sections import SECTIONS, Configuration, settings_of
from tempory.values import ConfigurationError

MAX_FILE_OCTETS = 1024 * 1024
Name = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One thing to change. `line` counts from 1; None: nowhere in particular."""

    line: int | None
    reason: str


class UnreadableConfigurationError(ConfigurationError):
    """The file is not a configuration. `mistakes` has them all, in the order of their lines."""

    def __init__(self, source: str, mistakes: list[Mistake]) -> None:
        self.source = source
        self.mistakes = tuple(sorted(mistakes, key=lambda mistake: mistake.line or 0))
        super().__init__("\n".join(self.explained()))

    def explained(self) -> list[str]:
        """Return one sentence a mistake: `file, line 3: …`."""
        return [
            f"{self.source}, line {mistake.line}: {mistake.reason}"
            if mistake.line
            else f"{self.source}: {mistake.reason}"
            for mistake in self.mistakes
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A configuration, and which of its settings were written rather than left to their defaults."""

    configuration: Configuration
    written: frozenset[Name]


def load(path: Path) -> Configuration:
    """Read the file at `path`; `UnreadableConfigurationError` names every mistake in it."""
    return read_file(path).configuration


def read_file(path: Path) -> Reading:
    """As `load`, and says which settings were written."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_OCTETS + 1)
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise ConfigurationError(message) from error
    if len(content) > MAX_FILE_OCTETS:
        raise UnreadableConfigurationError(str(path), [Mistake(line=None, reason="this is larger than 1 MiB")])
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableConfigurationError(str(path), [Mistake(line=line, reason="this is not UTF-8")]) from error
    return parse(text, str(path))


def parse(text: str, source: str = "configuration") -> Reading:
    """Read a configuration from its TOML text; `source` names it in mistakes."""
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnreadableConfigurationError(source, [_syntax_mistake(error, text)]) from error
    reader = _Reader(find_lines(text))
    configuration = reader.configuration(document)
    if reader.mistakes:
        raise UnreadableConfigurationError(source, reader.mistakes)
    return Reading(configuration=configuration, written=frozenset(reader.written))


def _syntax_mistake(error: Exception, text: str) -> Mistake:
    """Turn `Expected '=' after a key (at line 2, column 5)` into the reason and the line."""
    reason, _, position = str(error).partition(" (at ")
    if position.startswith("line "):
        return Mistake(line=int(position[5:].split(",")[0]), reason=f"not TOML: {reason}")
    if position.startswith("end of document"):
        return Mistake(line=text.count("\n") + 1, reason=f"not TOML: {reason} before the end of the file")
    return Mistake(line=None, reason="not TOML: nested too deeply")


class _Reader:
    """Walks the sections, and goes on after a mistake to find the others."""

    def __init__(self, lines: Mapping[Name, int]) -> None:
        self.mistakes: list[Mistake] = []
        self.written: set[Name] = set()
        self._lines = lines

    def configuration(self, document: Mapping[str, object]) -> Configuration:
        values: dict[str, Any] = {}
        for name, content in document.items():
            if name not in SECTIONS:
                self._unknown((name,), SECTIONS, "section")
            elif not isinstance(content, dict):
                self._mistake((name,), f"{name} is a section: write [{name}] on a line of its own, its settings below")
            else:
                values[name] = self._section(name, content)
        configuration = Configuration(**values)
        if not self.mistakes:
            for setting, reason in find_contradictions(configuration):
                self._mistake(setting, reason)
        return configuration

    def _section(self, section: str, content: Mapping[str, object]) -> object:
        settings = settings_of(section)
        values = {}
        for key, value in content.items():
            name = (section, key)
            if key not in settings:
                self._unknown(name, settings, "setting")
                continue
            self.written.add(name)
            try:
                values[key] = settings[key].kind.read(value)
            except (ValueError, msgspec.ValidationError):
                self._mistake(name, f"{section}.{key} must be {settings[key].kind.says}; it is {_excerpt(value)}")
        return SECTIONS[section](**values)

    def _unknown(self, name: Name, known: Mapping[str, object], noun: str) -> None:
        reason = f"there is no {noun} {'.'.join(name)}"
        # A slip of the finger first, then a section's line that was forgotten, then what is only alike.
        slip, alike = (difflib.get_close_matches(name[-1], known, n=1, cutoff=cutoff) for cutoff in (0.75, 0.5))
        meant = [".".join((*name[:-1], near)) for near in slip] or _elsewhere(name[-1])
        meant = meant or [".".join((*name[:-1], near)) for near in alike]
        if meant:
            reason += f"; did you mean {' or '.join(meant)}?"
        else:
            reason += f"; there are {', '.join(known)}"
        self._mistake(name, reason)

    def _mistake(self, name: Name, reason: str) -> None:
        line = self._lines.get(name) or self._lines.get(name[:1])
        self.mistakes.append(Mistake(line=line, reason=reason))


def _elsewhere(key: str) -> list[str]:
    """Return the settings of this name in other sections: somebody may have forgotten the section's line."""
    return [f"{section}.{key}" for section in SECTIONS if key in settings_of(section)]


def _excerpt(value: object) -> str:
    """Return a value as TOML would write it, cut short."""
    written = msgspec.json.encode(value, enc_hook=str).decode()
    return written if len(written) <= 60 else written[:59] + "…"  # noqa: PLR2004 (half a line)
