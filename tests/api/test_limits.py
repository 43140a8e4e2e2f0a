import pytest

from tempory.api import Rate
from tempory.api.budget import Budget
from tempory.api.limits import Limiter
from tempory.api.peers import Peer
from tempory.api.problems import Problem, ProblemError
from tempory.api.streams import Places
from tempory.values import ConfigurationError
from tests.api.conftest import HandMonotonic

ONE = Peer(key="192.0.2.1", is_trusted=False)
TWO = Peer(key="192.0.2.2", is_trusted=False)
TRUSTED = Peer(key="127.0.0.1", is_trusted=True)


def make_limiter(clock: HandMonotonic, *, burst: int = 3, per_minute: float = 60, peers: int = 10) -> Limiter:
    return Limiter(Rate(burst=burst, per_minute=per_minute), peers=peers, monotonic=clock)


def refusal(limiter: Limiter, peer: Peer) -> ProblemError:
    with pytest.raises(ProblemError) as caught:
        limiter.take(peer)
    return caught.value


def test_a_burst_then_a_rate() -> None:
    clock = HandMonotonic()
    limiter = make_limiter(clock)
    for _ in range(3):
        limiter.take(ONE)
    error = refusal(limiter, ONE)
    assert (error.problem, error.headers) == (Problem.RATE_LIMITED, {"retry-after": "1"})
    limiter.take(TWO)
    clock.seconds += 0.5
    refusal(limiter, ONE)
    clock.seconds += 0.5
    limiter.take(ONE)
    refusal(limiter, ONE)
    clock.seconds += 3_600
    for _ in range(3):
        limiter.take(ONE)
    refusal(limiter, ONE)


def test_retry_after_is_enough_to_wait() -> None:
    clock = HandMonotonic()
    limiter = make_limiter(clock, burst=1, per_minute=7)
    limiter.take(ONE)
    wait = int(refusal(limiter, ONE).headers["retry-after"])
    assert wait == 9
    clock.seconds += wait
    limiter.take(ONE)


def test_trusted_peers_are_not_counted() -> None:
    limiter = make_limiter(HandMonotonic(), burst=1)
    for _ in range(100):
        limiter.take(TRUSTED)
        limiter.spend(TRUSTED)
    assert len(limiter) == 0


def test_spending_never_goes_below_empty() -> None:
    clock = HandMonotonic()
    limiter = make_limiter(clock, burst=2)
    for _ in range(50):
        limiter.spend(ONE)
    clock.seconds += 1
    limiter.take(ONE)


def test_the_table_is_bounded_and_the_eldest_is_forgotten() -> None:
    clock = HandMonotonic()
    limiter = make_limiter(clock, burst=1, per_minute=1, peers=10)
    limiter.take(ONE)
    for number in range(9):
        limiter.take(Peer(key=str(number), is_trusted=False))
    refusal(limiter, ONE)
    limiter.spend(ONE)  # heard of again, so not the eldest any more
    limiter.take(TWO)
    assert len(limiter) == 10
    refusal(limiter, ONE)
    limiter.take(Peer(key="0", is_trusted=False))


def test_peers_whose_bucket_is_full_again_are_forgotten() -> None:
    clock = HandMonotonic()
    limiter = make_limiter(clock, burst=2, per_minute=60)
    for number in range(5):
        limiter.take(Peer(key=str(number), is_trusted=False))
    clock.seconds += 60
    limiter.take(ONE)
    assert len(limiter) == 1


@pytest.mark.parametrize(("burst", "per_minute"), [(0, 1.0), (1, 0.0), (1, -1.0)])
def test_a_rate_that_lets_nobody_in_is_a_mistake(burst: int, per_minute: float) -> None:
    with pytest.raises(ConfigurationError):
        Rate(burst=burst, per_minute=per_minute)


def test_a_budget_bounds_each_peer_and_all_of_them() -> None:
    budget = Budget(total=100, per_peer=60)
    with budget.hold(ONE, 60):
        with pytest.raises(ProblemError) as caught, budget.hold(ONE, 1):
            raise AssertionError
        assert caught.value.problem is Problem.BUSY
        with pytest.raises(ProblemError), budget.hold(TWO, 41):
            raise AssertionError
        with budget.hold(TWO, 40), pytest.raises(ProblemError), budget.hold(TRUSTED, 1):
            raise AssertionError
    with budget.hold(TRUSTED, 100):
        pass
    assert not budget._held


def test_places_are_given_back_whatever_happens() -> None:
    places = Places(total=2, per_peer=1)
    with pytest.raises(ZeroDivisionError), places.hold(ONE):
        raise ZeroDivisionError
    with places.hold(ONE):
        assert len(places) == 1
    with places.hold(TRUSTED), places.hold(TRUSTED):
        assert len(places) == 2
        with pytest.raises(ProblemError), places.hold(ONE):
            raise AssertionError
    assert len(places) == 0
    assert not places._held
