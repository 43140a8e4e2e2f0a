from collections import Counter

from bench.verdict_corpus import make_corpus
from tempory.app.verdict import load_model
from tempory.mime import parse
from tempory.verdict import Judge, Level


def test_the_same_dice_give_the_same_mail() -> None:
    first, again = list(make_corpus(2)), list(make_corpus(2))
    assert first == again
    assert {specimen.is_phishing for specimen in first} == {True, False}
    assert set(Counter(specimen.family for specimen in first).values()) == {2}
    assert all(b"{" not in specimen.content.split(b"\r\n\r\n")[0] for specimen in first)


def test_ordinary_mail_of_dice_never_thrown_before_is_hardly_ever_warned_of() -> None:
    judge = Judge(own_domains=["reader.example"], model=load_model())
    levels = [(judge.judge(parse(each.content)).level, each.is_phishing) for each in make_corpus(6, seed=4711)]
    ordinary = [level for level, is_phishing in levels if not is_phishing]
    phishing = [level for level, is_phishing in levels if is_phishing]
    assert sum(level is not Level.NONE for level in ordinary) <= 0.01 * len(ordinary)
    assert sum(level is not Level.NONE for level in phishing) >= 0.6 * len(phishing)
