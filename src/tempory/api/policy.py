"""/api/v1/policy: each promise, whether it is kept, and how old the proof is. No detail that helps an attacker."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import final

from starlette.requests import Request
from starlette.responses import Response

from tempory.api.answers import answer_json
from tempory.api.representations import show_clause
from tempory.policy import Assessment

Assess = Callable[[], Sequence[Assessment]]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyResource:
    """The handler of /policy. `assess` weighs the latest evidence at the present instant."""

    assess: Assess

    async def show(self, request: Request) -> Response:
        return answer_json([show_clause(assessment) for assessment in self.assess()])
