from tempory.net import PatienceSettings
from tempory.net.patience import Patience


def make_patience() -> Patience:
    return Patience(PatienceSettings(idle=300.0, rate=1000))


def test_silence_uses_it_up() -> None:
    patience = make_patience()
    patience.start(10.0)
    assert patience.ends_at(20.0) == 310.0


def test_octets_earn_it_back() -> None:
    patience = make_patience()
    patience.start(0.0)
    patience.stop(100.0, 50_000)
    patience.start(100.0)
    assert patience.ends_at(100.0) == 350.0


def test_nothing_is_saved_up() -> None:
    patience = make_patience()
    patience.start(0.0)
    patience.stop(1.0, 10_000_000)
    patience.start(1.0)
    assert patience.ends_at(1.0) == 301.0


def test_dripping_ends_as_silence_does() -> None:
    patience = make_patience()
    now = 0.0
    while patience.ends_at(now) > now:
        patience.start(now)
        now += 1.0
        patience.stop(now, 1)
    assert 300.0 <= now < 302.0


def test_our_own_time_does_not_count() -> None:
    patience = make_patience()
    patience.start(0.0)
    patience.stop(10.0, 0)
    assert not patience.is_waiting
    patience.stop(50.0, 0)
    assert patience.ends_at(1000.0) == 1290.0


def test_a_new_beginning_renews_it() -> None:
    patience = make_patience()
    patience.start(0.0)
    patience.stop(200.0, 0)
    patience.renew()
    patience.start(200.0)
    assert patience.is_waiting
    assert patience.ends_at(200.0) == 500.0


def test_the_end_never_moves_nearer() -> None:
    patience = make_patience()
    now, end = 0.0, 0.0
    for octets in (0, 5, 1000, 10**6, 0, 3):
        patience.start(now)
        assert patience.ends_at(now) >= end
        end = patience.ends_at(now)
        now += 20.0
        patience.stop(now, octets)
