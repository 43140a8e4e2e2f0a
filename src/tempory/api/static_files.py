"""The page's files as Vite built them: read once at start, so that no request ever names a path on the disk.

RFC 9111 §5.2.2 and RFC 8246: what carries its hash in its name never changes; the entry is asked for each time.
"""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final, final

from starlette.requests import Request
from starlette.responses import Response

_TYPES: Final = {
    ".bin": "application/octet-stream",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
_COMPRESSIBLE: Final = frozenset({".css", ".html", ".js", ".json", ".svg", ".txt", ".wasm", ".webmanifest"})
_IMMUTABLE: Final = "public, max-age=31536000, immutable"
ASSETS: Final = "assets/"
INDEX: Final = "index.html"
ACCOUNT: Final = "account.html"
CONSOLE: Final = "console.html"
ENTRIES: Final = frozenset({INDEX, ACCOUNT, CONSOLE})


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class StaticFile:
    """One file, with its entity tag and its gzip form where that is smaller."""

    content: bytes
    media_type: str
    cache_control: str
    etag: str
    compressed: bytes | None


def load_files(folder: Path | None) -> dict[str, StaticFile]:
    """Read every file of a known type under `folder`, by its path there; nothing if there is no folder."""
    if folder is None or not folder.is_dir():
        return {}
    files = (path for path in sorted(folder.rglob("*")) if path.suffix in _TYPES and path.is_file())
    return {path.relative_to(folder).as_posix(): _load(path, folder) for path in files}


def answer_file(request: Request, file: StaticFile, headers: dict[str, str] | None = None) -> Response:
    """Return `file`, or 304 if the caller has it (RFC 9110 §13.1.2), compressed if the caller can read that."""
    fields = {"cache-control": file.cache_control, "etag": file.etag, "vary": "accept-encoding", **(headers or {})}
    if file.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=fields)
    content = file.content
    if file.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        fields["content-encoding"] = "gzip"
        content = file.compressed
    return Response(content, 200, fields, file.media_type)


def _load(path: Path, folder: Path) -> StaticFile:
    content = path.read_bytes()
    compressed = gzip.compress(content, mtime=0) if path.suffix in _COMPRESSIBLE else content
    is_hashed = path.relative_to(folder).as_posix().startswith(ASSETS)
    return StaticFile(
        content=content,
        media_type=_TYPES[path.suffix],
        cache_control=_IMMUTABLE if is_hashed else "no-cache",
        # Weak, because the gzip form has the same (RFC 9110 §8.8.3).
        etag=f'W/"{hashlib.sha256(content).hexdigest()[:32]}"',
        compressed=compressed if len(compressed) < len(content) else None,
    )
