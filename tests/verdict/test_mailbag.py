"""Whole letters, phishing and not, as people get them: nothing ordinary is blamed, and most of the rest is caught."""

import pytest

from bench.verdict_corpus.mailbag import ORDINARY, PHISHING, Entry, compose
from tempory.app.verdict import load_model
from tempory.mime import parse
from tempory.verdict import Judge, Level, Standing

JUDGE = Judge(own_domains=["firm.example"], model=load_model())


def is_warned_of(entry: Entry, standing: Standing) -> bool:
    return JUDGE.judge(parse(compose(entry)), standing=standing).level is not Level.NONE


@pytest.mark.parametrize("entry", ORDINARY, ids=lambda entry: str(entry["subject"]))
def test_ordinary_mail_is_not_blamed(entry: Entry) -> None:
    for standing in (Standing.UNKNOWN, Standing.VERIFIED):
        assert not is_warned_of(entry, standing)


@pytest.mark.parametrize(("standing", "share"), [(Standing.UNKNOWN, 0.87), (Standing.VERIFIED, 0.8)])
def test_most_phishing_is_caught(standing: Standing, share: float) -> None:
    caught = [is_warned_of(entry, standing) for entry in PHISHING]
    assert sum(caught) >= share * len(caught)
