"""The trained part: how much each word speaks for phishing, and what a sum of weights is worth as a probability.

Logistic regression over which words occur. A table of words instead of hashes of them: it can be read and argued with,
and it is looked up by set intersection.
"""

import math
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

MAX_WORDS_WEIGHT: Final = 1.5
"""What words alone may move the log-odds by, up or down: they were learnt on invented mail."""
MAX_MODEL_OCTETS: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """`scale` and `shift` calibrate (Platt); `suspicious` and `dangerous` are probabilities."""

    words: Mapping[str, float] = field(default_factory=dict)
    scale: float = 1.0
    shift: float = 0.0
    suspicious: float = 0.5
    dangerous: float = 0.88

    def weigh(self, words: AbstractSet[str]) -> float:
        """Return what the words speak for, in log-odds, bounded."""
        table = self.words
        total = sum(map(table.__getitem__, table.keys() & words))
        return max(-MAX_WORDS_WEIGHT, min(MAX_WORDS_WEIGHT, total))

    def calibrate(self, log_odds: float) -> float:
        """Return the probability that log-odds stand for."""
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, self.scale * log_odds + self.shift))))


NO_MODEL: Final = Model()


class _Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    v: int
    scale: float
    shift: float
    suspicious: float
    dangerous: float
    words: dict[str, float]


def parse_model(octets: bytes) -> Model:
    """Read a model as `tools/train_verdict.py` writes it. `ValueError` for anything else."""
    if len(octets) > MAX_MODEL_OCTETS:
        message = "a model of words is smaller"
        raise ValueError(message)
    stored = msgspec.json.decode(octets, type=_Stored)  # its errors are ValueErrors
    thresholds = 0 < stored.suspicious <= stored.dangerous < 1
    if stored.v != 1 or not thresholds or stored.scale <= 0:
        message = "not a model of this format"
        raise ValueError(message)
    return Model(
        words=stored.words,
        scale=stored.scale,
        shift=stored.shift,
        suspicious=stored.suspicious,
        dangerous=stored.dangerous,
    )


def encode_model(model: Model) -> bytes:
    """Write a model, words in order, so that a change of it can be read."""
    fields: dict[str, Any] = {
        "v": 1,
        "scale": model.scale,
        "shift": model.shift,
        "suspicious": model.suspicious,
        "dangerous": model.dangerous,
        "words": dict(sorted(model.words.items())),
    }
    return msgspec.json.format(msgspec.json.encode(fields), indent=1) + b"\n"
