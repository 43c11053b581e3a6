"""Leaving a failing provider alone."""

from dataclasses import dataclass

from service.breaker import Breaker


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def broken(clock: Clock) -> Breaker:
    breaker = Breaker(failures=3, rest=30, clock=clock)
    for _ in range(3):
        turn = breaker.admit()
        assert turn
        breaker.failed()
        breaker.leave(turn)
    return breaker


def test_three_failures_in_a_row_open_it_for_a_while() -> None:
    breaker = broken(clock := Clock())
    assert not breaker.admit()
    assert breaker.resting == 30
    clock.now = 29.9
    assert not breaker.admit()


def test_a_success_between_failures_keeps_it_closed() -> None:
    breaker = Breaker(failures=2, clock=Clock())
    for _ in range(5):
        breaker.failed()
        breaker.worked()
    assert breaker.admit()


def test_after_the_rest_one_probe_is_let_through_and_its_success_closes_it() -> None:
    breaker = broken(clock := Clock())
    clock.now = 30
    probe = breaker.admit()
    assert probe
    assert not breaker.admit()
    breaker.worked()
    breaker.leave(probe)
    assert breaker.admit()
    assert breaker.admit()


def test_a_probe_that_fails_opens_it_again() -> None:
    breaker = broken(clock := Clock())
    clock.now = 30
    probe = breaker.admit()
    breaker.failed()
    breaker.leave(probe)
    assert not breaker.admit()
    clock.now = 60
    assert breaker.admit()


def test_a_probe_whose_reader_left_makes_room_for_the_next() -> None:
    breaker = broken(clock := Clock())
    clock.now = 30
    probe = breaker.admit()
    breaker.leave(probe)
    assert breaker.admit()


def test_a_question_from_before_it_opened_makes_no_room_for_a_second_probe() -> None:
    breaker = Breaker(failures=1, rest=30, clock=(clock := Clock()))
    early = breaker.admit()
    breaker.failed()
    clock.now = 30
    assert breaker.admit()
    breaker.leave(early)
    assert not breaker.admit()


def test_a_provider_that_names_a_time_gets_it_at_once_but_no_more_than_an_hour() -> None:
    breaker = Breaker(clock=Clock())
    breaker.failed(120)
    assert (breaker.admit(), breaker.resting) == (None, 120)
    breaker.failed(10**9)
    assert breaker.resting == 3600
