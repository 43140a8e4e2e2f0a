"""The kinds of values that commands take, each with the words that say what is wrong with one."""

import re
from typing import TYPE_CHECKING, Final

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from tempory.values import Address

_DURATION = re.compile(r"(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?(?:(\d{1,9})s)?", re.ASCII)
_SECONDS = (86_400, 3600, 60, 1)
_ID = re.compile(r"[0-9a-f]{4,32}|latest", re.ASCII)


class Duration(click.ParamType[int]):
    """`90s`, `10m`, `1h30m`, `7d`: seconds."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        match = _DURATION.fullmatch(str(value))
        if not match or not any(match.groups()):
            self.fail(f"{str(value)!r} is not a duration: write 90s, 10m, 1h30m or 7d.", param, ctx)
        return sum(int(count) * unit for count, unit in zip(match.groups("0"), _SECONDS, strict=True))


class AddressKind(click.ParamType["Address"]):
    """An address of a mailbox; the shell completes those that are remembered."""

    name = "address"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> "Address":
        from tempory.values import Address, InvalidValueError

        if isinstance(value, Address):
            return value
        try:
            return Address.parse(str(value))
        except InvalidValueError as error:
            self.fail(f"{str(value)!r} is not an address: {error}.", param, ctx)

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 (click's signature)
        incomplete: str,
    ) -> list[CompletionItem]:
        from tempory.cli.memory import Memory
        from tempory.cli.options import Choices

        memory = Memory(ctx.ensure_object(Choices).memory)
        return [CompletionItem(known.address) for known in memory.read() if known.address.startswith(incomplete)]


class MessageName(click.ParamType[str]):
    """A message's id, the first four or more of its digits, or `latest`."""

    name = "message"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(value).lower()
        if not _ID.fullmatch(text):
            self.fail(f"{text!r} is not a message's id: `mailbox list` shows them; `latest` is the newest.", param, ctx)
        return text


DURATION: Final = Duration()
ADDRESS: Final = AddressKind()
MESSAGE: Final = MessageName()


def spoken_duration(seconds: int, *, units: int = 2) -> str:
    """Return `seconds` in at most `units` units: `59 min 3 s`, `2 d 4 h`."""
    if seconds <= 0:
        return "0 s"
    parts = []
    for unit, name in zip(_SECONDS, ("d", "h", "min", "s"), strict=True):
        count, seconds = divmod(seconds, unit)
        parts.append((count, name))
    first = next(index for index, (count, _) in enumerate(parts) if count)
    return " ".join(f"{count} {name}" for count, name in parts[first : first + units] if count)


def spoken_size(octets: int) -> str:
    """Return `octets` as people read sizes: `812 B`, `14 KiB`, `2.4 MiB`."""
    kib = 1024
    if octets < kib:
        return f"{octets} B"
    if octets < kib * kib:
        return f"{octets / kib:.0f} KiB"
    return f"{octets / kib / kib:.1f} MiB"
