"""The search finds what is planted, in each disguise, at awkward places, in bounded memory; and nothing else."""

import base64
import gzip
import hashlib
import os
import quopri
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from tempory.probes import residue
from tempory.probes.residue import key_trace, search_folder, text_trace

CANARY = "canary-7f3k9q2m8x5d"
KEY = hashlib.sha256(b"a key").digest()
TRACES = (text_trace("canary", CANARY), key_trace("key", KEY))
TEXT = CANARY.encode()
# Enough around it to be a real message, and to be worth compressing.
MAIL = b"Subject: hello\r\n\r\n" + b"some words that repeat. " * 20 + TEXT + b" and some more\r\n"


def _folded(octets: bytes, width: int = 20) -> bytes:
    return b"\r\n".join(octets[start : start + width] for start in range(0, len(octets), width))


DISGUISES: dict[str, Callable[[], bytes]] = {
    "plain": lambda: TEXT,
    "plain across a line end": lambda: TEXT[:9] + b"\n" + TEXT[9:],
    "utf-16 little-endian": lambda: CANARY.encode("utf-16-le"),
    "utf-16 big-endian": lambda: CANARY.encode("utf-16-be"),
    "hexadecimal": lambda: TEXT.hex().encode(),
    "upper-case hexadecimal": lambda: TEXT.hex().upper().encode(),
    "quoted-printable with soft line breaks": lambda: TEXT[:5] + b"=\r\n" + TEXT[5:],
    "quoted-printable of every octet": lambda: _folded(b"".join(b"=%02X" % octet for octet in TEXT), 75),
    "quoted-printable as the library writes it": lambda: quopri.encodestring(b"x" * 70 + TEXT).replace(b"\n", b"\r\n"),
    "percent-encoded": lambda: b"".join(b"%%%02X" % octet for octet in TEXT),
    "base64 at 0": lambda: base64.b64encode(TEXT + b"tail"),
    "base64 at 1": lambda: base64.b64encode(b"1" + TEXT + b"tail"),
    "base64 at 2": lambda: base64.b64encode(b"12" + TEXT + b"tail"),
    "base64 folded": lambda: _folded(base64.b64encode(MAIL), 76),
    "base64url": lambda: base64.urlsafe_b64encode(b"\xff\xfe" + TEXT + b"\xfb\xff"),
    "zstd": lambda: zstandard.compress(MAIL, 3),
    "zstd of long repeated text": lambda: zstandard.compress(MAIL * 5_000, 19),
    "zstd torn after the canary": lambda: zstandard.compress(os.urandom(200_000) + MAIL + os.urandom(300_000))[
        :-50_000
    ],
    "gzip": lambda: gzip.compress(MAIL),
    "base64 inside zstd": lambda: zstandard.compress(b"word " * 50 + base64.b64encode(TEXT)),
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_what_is_planted_is_found(tmp_path: Path, disguise: str) -> None:
    octets = os.urandom(5_000) + DISGUISES[disguise]() + os.urandom(5_000)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file.log").write_bytes(octets)
    search = search_folder(tmp_path, TRACES)
    assert {(sighting.file, sighting.trace) for sighting in search.sightings} == {("deep/file.log", "canary")}
    assert search.octets == len(octets)
    assert not search.unread


@pytest.mark.parametrize("form", [KEY, KEY.hex().encode(), base64.b64encode(KEY), base64.urlsafe_b64encode(b"k" + KEY)])
def test_a_planted_key_is_found(tmp_path: Path, form: bytes) -> None:
    (tmp_path / "keys.db").write_bytes(b"before" + form + b"after")
    assert {sighting.trace for sighting in search_folder(tmp_path, TRACES).sightings} == {"key"}


@given(offset=st.integers(min_value=-60, max_value=60), disguise=st.sampled_from(sorted(DISGUISES)))
def test_the_seam_between_two_windows_hides_nothing(
    tmp_path_factory: pytest.TempPathFactory, offset: int, disguise: str
) -> None:
    folder = tmp_path_factory.mktemp("seam")
    (folder / "file").write_bytes(bytes(residue.WINDOW_OCTETS + offset) + DISGUISES[disguise]())
    assert search_folder(folder, TRACES).sightings


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "noise").write_bytes(os.urandom(2_000_000))
    (tmp_path / "almost").write_bytes(TEXT[:-1] + b"!" + CANARY.upper().encode())
    search = search_folder(tmp_path, TRACES)
    assert search.sightings == set()
    assert (search.files, search.unread) == (2, [])


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.write_bytes(TEXT)
    inside.mkdir()
    (inside / "link").symlink_to(outside)
    assert search_folder(inside, TRACES).files == 0


def test_what_cannot_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "locked").write_bytes(TEXT)

    def refuse(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "no", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    assert search_folder(tmp_path, TRACES).unread == ["locked"]
    assert search_folder(tmp_path / "missing", TRACES).unread == [str(tmp_path / "missing")]


def test_a_compressed_bomb_is_left_in_time(tmp_path: Path) -> None:
    (tmp_path / "bomb").write_bytes(zstandard.compress(bytes(400 * 1024 * 1024)))
    tracemalloc.start()
    search = search_folder(tmp_path, TRACES)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert search.sightings == set()
    assert peak < 20 * 1024 * 1024


def test_more_streams_than_chance_allows_make_the_search_incomplete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(residue, "MAX_STREAMS_PER_FILE", 3)
    (tmp_path / "many").write_bytes(b"\x28\xb5\x2f\xfd" * 5)
    assert search_folder(tmp_path, TRACES).unread == ["many"]


def test_a_trace_too_short_to_mean_anything_is_refused() -> None:
    with pytest.raises(ValueError, match="found everywhere"):
        text_trace("code", "481516")
