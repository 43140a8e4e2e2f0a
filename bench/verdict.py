"""The verdict measured: what it costs a message, and what it catches of invented mail, beside bogofilter.

`python -m bench.verdict [--document]`. Every figure is of one run. The corpus is invented, and held out by family from
what bogofilter is trained on here; our own words were trained on all of it, so "rules" is the honest column and
`tools/train_verdict.py --measure` says what held-out families come to. SpamAssassin is named if it is installed.
"""

import asyncio
import io
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import zxingcpp
from PIL import Image

from bench.messages import build
from bench.verdict_corpus import Specimen, make_corpus
from tempory.app.verdict import load_model
from tempory.decoding.reader import CodeReader, DecodingSettings
from tempory.mime import Picture, find_pictures, parse, summarise_parsed
from tempory.verdict import Judge, Level

PER_FAMILY = 15
ROUNDS = 300
MAX_MILLISECONDS = 2.0
MAX_FALSE = 0.01
PICTURES = 50
SPAM = 0  # bogofilter's exit status


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return 1 if a message costs more or ordinary mail is warned of oftener than promised."""
    del arguments
    corpus = list(make_corpus(PER_FAMILY, seed=99))
    judge = Judge(own_domains=["reader.example"], model=load_model())
    slow = max(_milliseconds(judge, size) for size in (1_024, 10_240, 102_400))
    _tell_search()
    asyncio.run(_tell_pictures())
    false = _tell("rules and words", corpus, lambda each: judge.judge(parse(each.content)).level is not Level.NONE)
    rules = Judge(own_domains=["reader.example"])
    _tell("rules", corpus, lambda each: rules.judge(parse(each.content)).level is not Level.NONE)
    _tell_bogofilter(corpus)
    _tell_spamassassin(corpus)
    return int(slow > MAX_MILLISECONDS or false > MAX_FALSE)


def _milliseconds(judge: Judge, size: int) -> float:
    messages = [parse(build(size, number % 20)) for number in range(ROUNDS)]
    for message in messages:
        summarise_parsed(message)
    began = time.process_time()
    for message in messages:
        judge.judge(message)
    spent = 1_000 * (time.process_time() - began) / ROUNDS
    print(f"{size:>7} octets: {spent:.2f} ms of CPU a message", flush=True)
    return spent


def _tell_search() -> None:
    """Say what mail without pictures pays for there being pictures in other mail."""
    parsed = parse(build(10_240, 1))
    began = time.process_time()
    for _ in range(ROUNDS):
        find_pictures(parsed)
    print(f"no picture: {1_000 * (time.process_time() - began) / ROUNDS:.4f} ms of CPU a message", flush=True)


async def _tell_pictures() -> None:
    """Say how long a message waits for a picture, its worker running, by size."""
    code = zxingcpp.create_barcode("https://load.example/v/1", zxingcpp.BarcodeFormat.QRCode)
    view = memoryview(zxingcpp.write_barcode_to_image(code, scale=8))  # type: ignore[arg-type]
    height, width = view.shape or (0, 0)
    drawn = Image.frombytes("L", (width, height), view.tobytes())
    reader = CodeReader(DecodingSettings(seconds=60, octets=25 * 1024 * 1024, pictures=PICTURES))
    for kind, sides in (("PNG", drawn.size), ("JPEG", (1_600, 1_200)), ("JPEG", (4_000, 3_000))):
        canvas = Image.effect_noise(sides, 40).convert("RGB")
        canvas.paste(drawn, (0, 0))
        octets = io.BytesIO()
        canvas.save(octets, kind)
        picture = Picture(raw=octets.getbuffer(), encoding="binary", size=len(octets.getvalue()))
        await reader.read([picture])
        count = PICTURES if sides == drawn.size else PICTURES // 10
        began = time.perf_counter()
        found = await reader.read([picture] * count)
        spent = 1_000 * (time.perf_counter() - began) / count
        print(f"{kind} of {sides[0]} x {sides[1]}: {spent:.1f} ms, {len(found.texts)} code", flush=True)
    await reader.close()


def _tell(name: str, corpus: Sequence[Specimen], is_caught: Callable[[Specimen], bool]) -> float:
    began = time.perf_counter()
    caught = [(is_caught(each), each.is_phishing) for each in corpus]
    rate = len(caught) / (time.perf_counter() - began)
    bad = sum(is_phishing for _, is_phishing in caught)
    true = sum(hit and is_phishing for hit, is_phishing in caught)
    false = sum(hit and not is_phishing for hit, is_phishing in caught)
    share = false / (len(caught) - bad)
    precision = true / max(1, true + false)
    print(
        f"{name:>20}: precision {precision:.3f}, recall {true / bad:.3f}, false {share:.4f}, {rate:.0f}/s", flush=True
    )
    return share


def _tell_bogofilter(corpus: Sequence[Specimen]) -> None:
    """Train on every second family, ask of the others."""
    program = shutil.which("bogofilter")
    if program is None:
        print("bogofilter: not installed")
        return
    families = sorted({each.family for each in corpus})
    known = set(families[::2])
    with tempfile.TemporaryDirectory() as folder:
        for each in corpus:
            if each.family in known:
                kind = "-s" if each.is_phishing else "-n"
                subprocess.run([program, "-d", folder, kind], input=each.content, check=True)
        others = [each for each in corpus if each.family not in known]

        def is_spam(each: Specimen) -> bool:
            return subprocess.run([program, "-d", folder], input=each.content, check=False).returncode == SPAM

        _tell("bogofilter", others, is_spam)


def _tell_spamassassin(corpus: Sequence[Specimen]) -> None:
    """Ask with rules alone, no network; a sample, for it takes a second or more each without its daemon."""
    program = shutil.which("spamassassin")
    if program is None or not Path("/usr/share/spamassassin").is_dir():
        print("SpamAssassin: not installed")
        return

    def is_spam(each: Specimen) -> bool:
        command = [program, "--local", "--exit-code"]
        return subprocess.run(command, input=each.content, capture_output=True, check=False).returncode != 0

    _tell("SpamAssassin (local)", corpus[:: PER_FAMILY * 2], is_spam)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
