"""The rules: each a small function that gives reasons out of a message's facts, none or some.

A rule decides nothing; `tempory.verdict.judging` weighs. Must not know scores, wires or clocks, and does at most one
pass over what `Facts` holds. Enter at `RULES`.
"""

from collections.abc import Callable, Iterator
from typing import Final

from tempory.verdict.facts import Facts
from tempory.verdict.outcome import Reason
from tempory.verdict.rules import files, language, links, markup, sender

Rule = Callable[[Facts], Iterator[Reason]]

RULES: Final[tuple[Rule, ...]] = (*sender.RULES, *links.RULES, *markup.RULES, *files.RULES, *language.RULES)

__all__ = ["RULES", "Rule"]
