"""The public policy page, `/security`: each promise, whether it is kept, and how old the proof is.

Made on the server, in French and English, without scripts. It is handed assessments, never evidence, so what probes saw
cannot leak through it. RFC 9110 §12.5.4 (Accept-Language).
"""

from collections.abc import Callable, Sequence
from importlib.resources import files
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tempory.api.headers import PLAIN_PAGE_CSP
from tempory.api.security_words import (
    REASONS,
    STATES,
    describe_age,
    describe_count,
    describe_expiry,
    page_words,
)
from tempory.policy import Assessment, Clause, Language, State
from tempory.values import format_instant

_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": PLAIN_PAGE_CSP,
    "vary": "accept-language",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
_MAX_LANGUAGES = 20
# The ring's gap between two promises, in degrees.
_GAP = 8


def security_routes(assessments: Callable[[], Sequence[Assessment]]) -> list[Route]:
    """Return the page's routes. `assessments` is called for each visit."""
    # Everything is escaped, whatever a template's name ends in.
    pages = Environment(loader=PackageLoader("tempory.api"), autoescape=True, undefined=StrictUndefined)
    template = pages.get_template("security.html")
    style = files("tempory.api").joinpath("templates", "security.css").read_bytes()

    async def show_page(request: Request) -> Response:
        language = choose_language(request.query_params.get("lang"), request.headers.get("accept-language", ""))
        headers = {**_HEADERS, "content-language": language}
        return Response(render_page(template, assessments(), language), 200, headers, "text/html")

    async def show_style(_request: Request) -> Response:
        return Response(style, 200, {"cache-control": "max-age=3600", "x-content-type-options": "nosniff"}, "text/css")

    return [Route("/security", show_page), Route("/security.css", show_style)]


def choose_language(asked: str | None, accepted: str) -> Language:
    """Return the language asked for in the address, else the one the browser likes best, else English."""
    if asked in ("en", "fr"):
        return "fr" if asked == "fr" else "en"
    weights = {"en": 0.0, "fr": 0.0}
    for item in accepted.split(",")[:_MAX_LANGUAGES]:
        tag, _, parameter = item.strip().partition(";")
        primary = tag.partition("-")[0].strip().lower()
        if primary in weights:
            weights[primary] = max(weights[primary], _quality(parameter))
    return "fr" if weights["fr"] > weights["en"] else "en"


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(1.0, max(0.0, float(value)))
    except ValueError:
        return 0.0


def render_page(template: Template, assessments: Sequence[Assessment], language: Language) -> str:
    """Return the page's HTML."""
    kept = sum(assessment.state is State.KEPT for assessment in assessments)
    step = 360 / max(1, len(assessments))
    return template.render(
        language=language,
        words=page_words(language),
        rows=[_row(assessment, language) for assessment in assessments],
        summary=describe_count(kept, len(assessments), language),
        kept=kept,
        step=step,
        arc=step - _GAP,
        gap=_GAP / 2,
    )


def _row(assessment: Assessment, language: Language) -> dict[str, object]:
    clause = assessment.clause
    reason = REASONS.get(assessment.reason)
    return {
        "id": clause.id.replace(".", "-"),
        "title": clause.title.speak(language),
        "promise": clause.promise.speak(language),
        "proof": clause.proof.speak(language),
        "state": assessment.state.value,
        "state_words": STATES[assessment.state].speak(language),
        "reason": reason.speak(language) if reason else "",
        "checked_at": "" if assessment.checked_at is None else format_instant(assessment.checked_at),
        "age": "" if assessment.age is None else describe_age(assessment.age, language),
        "expires": describe_expiry(clause.max_age, language),
        "controls": _controls(clause),
    }


def _controls(clause: Clause) -> list[tuple[str, str]]:
    return [
        (framework.value, ", ".join(control.id for control in controls))
        for framework, controls in groupby(clause.controls, key=lambda control: control.framework)
    ]
