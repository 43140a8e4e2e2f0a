"""Answers that are kept, and when they are not."""

from tempory.dns import AnswerCache


def test_an_answer_is_kept_as_long_as_it_lasts() -> None:
    now = [0.0]
    cache = AnswerCache[str](2, now=lambda: now[0])
    cache.keep("a.example", "TXT", "one", seconds=10)
    assert cache.find("a.example", "TXT") == "one"
    assert cache.find("a.example", "A") is None
    now[0] = 10.0
    assert cache.find("a.example", "TXT") is None
    assert len(cache) == 0


def test_the_answer_asked_for_longest_ago_goes_first() -> None:
    cache = AnswerCache[int](2, now=lambda: 0.0)
    cache.keep("a", "A", 1, seconds=10)
    cache.keep("b", "A", 2, seconds=10)
    assert cache.find("a", "A") == 1
    cache.keep("c", "A", 3, seconds=10)
    assert [cache.find(name, "A") for name in "abc"] == [1, None, 3]
    cache.keep("c", "A", 4, seconds=10)
    assert (cache.find("c", "A"), len(cache)) == (4, 2)
