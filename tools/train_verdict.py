"""Train the words of the verdict, and measure it: `python tools/train_verdict.py [--measure]`.

Downloads nothing: the corpus is invented (bench/verdict_corpus). Logistic regression by plain gradient steps over which
words occur, with the rules' log-odds as a fixed offset, so that words learn only what the rules do not say; then
Platt's scaling and thresholds, all of it over five folds that never share a family. `--measure` writes no model.
"""

import argparse
import math
import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench.verdict_corpus import NAMES, make_corpus  # noqa: E402 (the path is set above)
from tempory.mime import parse  # noqa: E402 (the path is set above)
from tempory.verdict import Imitated, Model, encode_model, find_reasons, read_facts, weigh  # noqa: E402 (as above)
from tempory.verdict.imitated import IMITATED  # noqa: E402 (as above)

MODEL = ROOT / "src" / "tempory" / "app" / "verdict_words.json"
PER_FAMILY = 60
FOLDS = 5
STEPS = 12
RATE = 0.3
DECAY = 0.02
MOST = 0.6  # what one word may weigh: it was learnt on invented mail
SHORTEST = 5  # letters; shorter words carry sentences, not meaning
NOT_WORDS = frozenset({"https", "reader"})
FEWEST_FAMILIES = 3  # a word that fewer families use says more of the family than of phishing
MAX_FALSE = 0.01
MARGIN = 0.5  # in log-odds: real mail is less clean than invented mail


@dataclass(frozen=True, slots=True)
class Sample:
    """One message as the model sees it."""

    words: frozenset[str]
    offset: float
    family: str
    is_phishing: bool


def read_samples() -> list[Sample]:
    """Judge the corpus by rules alone."""
    imitated = Imitated(IMITATED, ["reader.example"])
    samples = []
    for specimen in make_corpus(PER_FAMILY):
        facts = read_facts(parse(specimen.content), imitated=imitated)
        offset = weigh(facts, find_reasons(facts))
        samples.append(Sample(frozenset(facts.wording.vocabulary), offset, specimen.family, specimen.is_phishing))
    return samples


def is_telling(word: str) -> bool:
    """Whether a word may mean something in mail that nobody invented: no names of ours, no words that only join."""
    return (
        len(word) >= SHORTEST and word not in NOT_WORDS and word.isascii() and not any(name in word for name in NAMES)
    )


def train_words(samples: Sequence[Sample]) -> dict[str, float]:
    """Return a weight for each word that several families use."""
    families: dict[str, set[str]] = {}
    for sample in samples:
        for word in sample.words:
            families.setdefault(word, set()).add(sample.family)
    known = {word for word, used in families.items() if len(used) >= FEWEST_FAMILIES and is_telling(word)}
    weights = dict.fromkeys(known, 0.0)
    rows = [(sorted(sample.words & known), sample.offset, sample.is_phishing) for sample in samples]
    dice = random.Random(1)  # noqa: S311 (the same model each time)
    level = 0.0  # how far the rules alone are off for all: no word may learn it
    for step in range(STEPS):
        dice.shuffle(rows)
        rate = RATE / (1 + step / 5)
        for words, offset, is_phishing in rows:
            total = sum(map(weights.__getitem__, words))
            error = is_phishing - 1 / (1 + math.exp(-(level + offset + total)))
            level += rate * error / 5
            for word in words:
                moved = weights[word] + rate * (error / 5 - DECAY * weights[word])
                weights[word] = max(-MOST, min(MOST, moved))
    return {word: round(weight, 3) for word, weight in weights.items() if abs(weight) >= 0.05}  # noqa: PLR2004 (noise)


def calibrate(scored: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """Platt: scale and shift that make log-odds probabilities, both classes counting alike."""
    scale, shift = 1.0, 0.0
    positive = sum(is_phishing for _, is_phishing in scored)
    share = {True: 0.5 / positive, False: 0.5 / (len(scored) - positive)}
    for _ in range(4_000):
        by_scale = by_shift = 0.0
        for odds, is_phishing in scored:
            error = share[is_phishing] * (is_phishing - 1 / (1 + math.exp(-max(-30, min(30, scale * odds + shift)))))
            by_scale, by_shift = by_scale + error * odds, by_shift + error
        scale, shift = scale + 0.1 * by_scale, shift + 0.5 * by_shift
    return round(max(0.1, scale), 3), round(shift, 3)


def held_out(samples: Sequence[Sample]) -> list[tuple[float, Sample]]:
    """Return log-odds of every sample by a model that saw nothing of its family."""
    families = sorted({sample.family for sample in samples})
    random.Random(2).shuffle(families)  # noqa: S311 (the same folds each time)
    scored = []
    for fold in range(FOLDS):
        out = set(families[fold::FOLDS])
        model = Model(words=train_words([each for each in samples if each.family not in out]))
        scored += [(each.offset + model.weigh(each.words), each) for each in samples if each.family in out]
    return scored


def thresholds(scored: Sequence[tuple[float, bool]], model: Model) -> Model:
    """Set `suspicious` above 99 % of ordinary mail, `dangerous` above 99.9 %, both with `MARGIN` on top."""
    honest = sorted((odds for odds, is_phishing in scored if not is_phishing), reverse=True)
    suspicious = max(0.5, model.calibrate(honest[int(len(honest) * MAX_FALSE)] + MARGIN))
    dangerous = max(0.95, model.calibrate(honest[int(len(honest) * MAX_FALSE / 10)] + MARGIN))
    return replace(model, suspicious=round(min(suspicious, 0.9), 3), dangerous=round(min(dangerous, 0.98), 3))


def report(scored: Sequence[tuple[float, Sample]], model: Model) -> None:
    """Print what the held-out families came to."""
    print(f"scale {model.scale}, shift {model.shift}, suspicious {model.suspicious}, dangerous {model.dangerous}")
    for name, least in (("suspicious", model.suspicious), ("dangerous", model.dangerous)):
        hits = [(model.calibrate(odds) >= least, sample.is_phishing) for odds, sample in scored]
        true = sum(hit and bad for hit, bad in hits)
        false = sum(hit and not bad for hit, bad in hits)
        bad = sum(bad for _, bad in hits)
        precision, rate = true / max(1, true + false), false / (len(hits) - bad)
        print(f"{name}: precision {precision:.3f}, recall {true / bad:.3f}, false {rate:.4f}")
    missed = Counter(s.family for odds, s in scored if s.is_phishing and model.calibrate(odds) < model.suspicious)
    raised = Counter(s.family for odds, s in scored if not s.is_phishing and model.calibrate(odds) >= model.suspicious)
    print("missed of", PER_FAMILY, dict(missed.most_common(12)))
    print("false of", PER_FAMILY, dict(raised.most_common(12)))


def main(arguments: Sequence[str]) -> int:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", action="store_true", help="write no model")
    options = parser.parse_args(arguments)
    samples = read_samples()
    scored = held_out(samples)
    pairs = [(odds, sample.is_phishing) for odds, sample in scored]
    scale, shift = calibrate(pairs)
    model = thresholds(pairs, Model(scale=scale, shift=shift))
    report(scored, model)
    if not options.measure:
        MODEL.write_bytes(encode_model(replace(model, words=train_words(samples))))
        print(f"{MODEL.relative_to(ROOT)}: {MODEL.stat().st_size} octets")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
