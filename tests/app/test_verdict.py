import time

from tempory.app.verdict import load_model
from tempory.mime import parse
from tempory.verdict import Judge, Level
from tempory.verdict.model import MAX_WORDS_WEIGHT

PHISHING = (
    b"From: Netflix <info@corp.example>\r\nSubject: Your membership is suspended\r\n\r\n"
    b"Update your payment details now: https://netflix-account.top/login\r\n"
)


def test_the_words_are_there_and_load_in_time() -> None:
    began = time.process_time()
    model = load_model()
    assert time.process_time() - began < 0.2
    assert len(model.words) > 50
    assert 0.5 <= model.suspicious < model.dangerous < 1
    assert all(abs(weight) <= MAX_WORDS_WEIGHT for weight in model.words.values())


def test_with_them_phishing_is_dangerous_and_a_letter_is_not() -> None:
    judge = Judge(own_domains=["firm.example"], model=load_model())
    assert judge.judge(parse(PHISHING)).level is Level.DANGEROUS
    assert (
        judge.judge(parse(b"From: Bob <bob@corp.example>\r\nSubject: Lunch\r\n\r\nFriday at noon?\r\n")).level
        is Level.NONE
    )
