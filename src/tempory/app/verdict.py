"""The trained words of the verdict, which lie beside this file (tools/train_verdict.py, docs/verdict-model.md)."""

from importlib import resources

from tempory.verdict import Model, parse_model

WORDS = "verdict_words.json"


def load_model() -> Model:
    """Read the words. `ValueError` if the file is damaged: the service does not start with half a model."""
    return parse_model(resources.files("tempory.app").joinpath(WORDS).read_bytes())
