"""DNS as a few lines of text: `name TYPE value`. `TIMEOUT` as a value: nobody answers."""

from ipaddress import ip_address
from typing import Literal

from tempory.mailauth import Answer, IPAddress, Outcome, is_askable, normalise


class Zone:
    """Answers from memory, and keeps count of what it was asked."""

    def __init__(self, text: str) -> None:
        self._records: dict[str, list[tuple[str, str]]] = {}
        self.asked: list[str] = []
        self.is_authentic = False
        for line in filter(None, map(str.strip, text.splitlines())):
            name, kind, value = line.split(" ", 2)
            self._records.setdefault(normalise(name), []).append((kind, value))

    def _ask(self, name: str, kind: str) -> tuple[Outcome, list[str]]:
        self.asked.append(f"{name} {kind}")
        records = self._records.get(normalise(name))
        if records is None or not is_askable(name):
            return Outcome.NO_NAME, []
        values = [value for each, value in records if each == kind]
        if "TIMEOUT" in values:
            return Outcome.FAILED, []
        return (Outcome.FOUND if values else Outcome.NO_DATA), values

    async def look_up_texts(self, name: str) -> Answer[bytes]:
        outcome, values = self._ask(name, "TXT")
        records = tuple(value.encode("utf-8") for value in values)
        return Answer(outcome=outcome, records=records, is_authentic=self.is_authentic)

    async def look_up_addresses(self, name: str, version: Literal[4, 6]) -> Answer[IPAddress]:
        outcome, values = self._ask(name, "A" if version == 4 else "AAAA")
        return Answer(outcome=outcome, records=tuple(ip_address(value) for value in values))

    async def look_up_exchangers(self, name: str) -> Answer[str]:
        outcome, values = self._ask(name, "MX")
        return Answer(outcome=outcome, records=tuple(values))

    async def look_up_pointers(self, address: IPAddress) -> Answer[str]:
        outcome, values = self._ask(str(address), "PTR")
        return Answer(outcome=outcome, records=tuple(values))
