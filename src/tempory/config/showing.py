"""A configuration as people read it: what is in force, what was left to its default, and what each setting is for."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tempory.config.reading import Reading
from tempory.config.sections import SECTIONS, Configuration, settings_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One setting in TOML's own types. `value` None: not set."""

    section: str
    key: str
    value: Any
    is_default: bool


def effective(reading: Reading) -> Iterator[Shown]:
    """Yield every setting with the value in force, section by section."""
    for section in SECTIONS:
        values = getattr(reading.configuration, section)
        for key, setting in settings_of(section).items():
            value = getattr(values, key)
            yield Shown(
                section=section,
                key=key,
                value=None if value is None else setting.kind.show(value),
                is_default=(section, key) not in reading.written,
            )


def as_toml(reading: Reading) -> str:
    """Return what is in force as a configuration file, defaults marked as such."""
    lines: list[str] = []
    section = ""
    for shown in effective(reading):
        if shown.section != section:
            section = shown.section
            lines += ["", f"[{section}]"]
        lines.append(_line(shown))
    return "\n".join(lines[1:]) + "\n"


def as_markdown() -> str:
    """Return the reference of all settings, for docs/configuration.md."""
    defaults = Reading(configuration=Configuration(), written=frozenset())
    shown = {(item.section, item.key): item for item in effective(defaults)}
    parts = []
    for section, kind in SECTIONS.items():
        parts += [f"### [{section}]", "", (kind.__doc__ or "").strip(), ""]
        parts += ["| setting | default | may be | what it is for |", "|---|---|---|---|"]
        for key, setting in settings_of(section).items():
            value = shown[section, key].value
            default = "not set" if value is None else f"`{_written(value)}`"
            cells = (f"`{key}`", default, setting.kind.says, setting.sentence)
            parts.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        parts.append("")
    return "\n".join(parts)


def _line(shown: Shown) -> str:
    if shown.value is None:
        return f"# {shown.key} is not set"
    line = f"{shown.key} = {_written(shown.value)}"
    return f"{line:<40} # default" if shown.is_default else line


def _written(value: object) -> str:
    """TOML writes these as JSON does."""
    return json.dumps(value, ensure_ascii=False)
