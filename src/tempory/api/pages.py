"""What people and robots see: the page, the policy, the problems, security.txt.

The page itself is built by Vite and served as it is; the pages here are written by the server and need no script.
RFC 9116 (security.txt), RFC 9309 (robots.txt).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tempory.api.headers import ACCOUNT_CSP, FRAME_CSP, PAGE_CSP, PLAIN_PAGE_CSP, WORKER_CSP
from tempory.api.problems import Problem, ProblemError
from tempory.api.service import ServiceDescription
from tempory.api.settings import SecurityContact
from tempory.api.static_files import ACCOUNT, ASSETS, CONSOLE, ENTRIES, INDEX, StaticFile, answer_file
from tempory.values import Clock, Instant, format_instant

_TEMPLATES: Final = Path(__file__).parent / "templates"
_DAY_MS: Final = 86_400_000
_BRIEFLY: Final = "public, max-age=3600"
# RFC 9309 §2.2. Nothing behind these paths is for an index, and the page is empty without its script.
_ROBOTS: Final = "User-agent: *\nDisallow: /api/\nDisallow: /frame\n"
_FRAME: Final = '<!doctype html><html lang=""><head><meta charset="utf-8"><title></title></head><body></body></html>'
_PROBLEM_BY_SLUG: Final = {problem.value.slug: problem.value for problem in Problem}
TOKENS: Final = "tokens.css"
_WORKER: Final = ".worker-"  # as Vite names what it builds from *.worker.ts
WORKER_HEADERS: Final = {"content-security-policy": WORKER_CSP}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Handlers of all that is not the API. `files` is what Vite built, by path; empty if it was not run."""

    files: dict[str, StaticFile]
    describe: Callable[[], ServiceDescription]
    contact: SecurityContact
    clock: Clock

    async def index(self, request: Request) -> Response:
        return self._entry(request, INDEX, PAGE_CSP)

    async def account(self, request: Request) -> Response:
        """Return the member's pages: enrolment, signing in, and the account."""
        return self._entry(request, ACCOUNT, ACCOUNT_CSP)

    async def console(self, request: Request) -> Response:
        """Return the staff's pages. They are for anybody to fetch, and empty without a session that may see more."""
        return self._entry(request, CONSOLE, ACCOUNT_CSP)

    async def asset(self, request: Request) -> Response:
        name = request.path_params["name"]
        return self._file(request, ASSETS + name, WORKER_HEADERS if _WORKER in name else None)

    async def root_file(self, request: Request) -> Response:
        return self._file(request, request.url.path.removeprefix("/"))

    def root_files(self) -> tuple[str, ...]:
        """Return the names of the files beside the entry, such as tokens.css."""
        return tuple(path for path in self.files if "/" not in path and path not in ENTRIES)

    async def stylesheet(self, request: Request) -> Response:
        return _answer_text((_TEMPLATES / "pages.css").read_text(), "text/css")

    async def favicon(self, request: Request) -> Response:
        return _answer_text((_TEMPLATES / "mark.svg").read_text(), "image/svg+xml")

    async def frame(self, request: Request) -> Response:
        """Return the empty document that the page fills with a mail's cleaned HTML."""
        headers = {"content-security-policy": FRAME_CSP, "cache-control": _BRIEFLY}
        return Response(_FRAME, headers=headers, media_type="text/html")

    async def problems(self, request: Request) -> Response:
        return self._render("problems.html", {"language": "en", "kinds": list(_PROBLEM_BY_SLUG.values())})

    async def problem(self, request: Request) -> Response:
        kind = _PROBLEM_BY_SLUG.get(request.path_params["slug"])
        if kind is None:
            raise ProblemError(Problem.NOT_FOUND)
        return self._render("problem.html", {"language": "en", "kind": kind})

    async def robots(self, request: Request) -> Response:
        return _answer_text(_ROBOTS, "text/plain")

    async def security_txt(self, request: Request) -> Response:
        """RFC 9116 §2.5. Expires moves with the clock: the file is written when it is read, so it is never stale."""
        service = self.describe()
        contacts = self.contact.contacts or (f"mailto:security@{service.rules.domains[0].name}",)
        expires = Instant(self.clock.now() + self.contact.valid_days * _DAY_MS)
        lines = (
            *(f"Contact: {contact}" for contact in contacts),
            f"Expires: {format_instant(expires)}",
            f"Preferred-Languages: {', '.join(self.contact.languages)}",
            f"Canonical: {service.page}.well-known/security.txt",
            f"Policy: {service.page}security",
        )
        return _answer_text("\n".join(lines) + "\n", "text/plain")

    async def old_security_txt(self, request: Request) -> Response:
        """RFC 9116 §3: the older place at the root leads to the right one."""
        return RedirectResponse("/.well-known/security.txt", 301, {"cache-control": _BRIEFLY})

    def _entry(self, request: Request, name: str, policy: str) -> Response:
        if name not in self.files:
            return self._render("unbuilt.html", {"language": "en"})
        return answer_file(request, self.files[name], {"content-security-policy": policy})

    def _file(self, request: Request, path: str, headers: dict[str, str] | None = None) -> Response:
        if path not in self.files:
            raise ProblemError(Problem.NOT_FOUND)
        return answer_file(request, self.files[path], headers)

    def _render(self, template: str, values: dict[str, object]) -> Response:
        text = (
            _environment()
            .get_template(template)
            .render(service=self.describe(), has_tokens=TOKENS in self.files, **values)
        )
        headers = {"content-security-policy": PLAIN_PAGE_CSP, "cache-control": "no-cache"}
        return Response(text, headers=headers, media_type="text/html")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )


def _answer_text(text: str, media_type: str) -> Response:
    return Response(text, headers={"cache-control": _BRIEFLY}, media_type=media_type)
