"""What a brief says of key results: what moved, what stalled, what is asked for."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from services.pairing.goals.domain import CheckIn, PublicKeyResult
from services.pairing.groups.domain.brief import Line, What, lines, sentence

NOW = datetime(2026, 8, 3, 9, tzinfo=UTC)


def ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def standing(*check_ins: CheckIn, added: int = 60) -> PublicKeyResult:
    return PublicKeyResult("ann", "Calls", "Be heard", ago(added), check_ins)


def told(*check_ins: CheckIn, added: int = 60, every_weeks: int = 1) -> list[tuple[What, str | None, str | None]]:
    found = lines([standing(*check_ins, added=added)], NOW, every_weeks)
    return [(line.what, line.before, line.now) for line in found]


def test_what_moved_within_two_weeks_says_from_where_to_where() -> None:
    assert told(CheckIn(ago(20), "3"), CheckIn(ago(8), "4"), CheckIn(ago(1), "5")) == [("moved", "3", "5")]


def test_a_first_value_comes_from_nowhere() -> None:
    assert told(CheckIn(ago(1), "5")) == [("moved", None, "5")]


def test_a_group_that_meets_seldom_looks_back_further() -> None:
    check_ins = CheckIn(ago(50), "3"), CheckIn(ago(20), "4")
    assert told(*check_ins) == []
    assert told(*check_ins, every_weeks=4) == [("moved", "3", "4")]


def test_what_stands_where_it_stood_for_three_weeks_has_stalled() -> None:
    assert told(CheckIn(ago(21), "3")) == [("stalled", None, "3")]
    assert told(CheckIn(ago(30), "2"), CheckIn(ago(25), "3"), CheckIn(ago(2), "3")) == [("stalled", None, "3")]
    assert told(CheckIn(ago(20), "3")) == []


def test_what_nobody_ever_checked_in_on_stalls_from_the_day_it_was_added() -> None:
    assert told(added=21) == [("stalled", None, None)]
    assert told(added=20) == []


def test_a_check_in_of_the_future_is_not_told() -> None:
    assert told(CheckIn(ago(1), "3"), CheckIn(ago(-2), "9", "sealed")) == [("moved", None, "3")]


def test_help_is_told_first_and_only_while_the_latest_check_in_asks_for_it() -> None:
    quiet = standing(CheckIn(ago(3), "3", "sealed"), CheckIn(ago(1), "4"))
    asking = standing(CheckIn(ago(1), None, "sealed"))
    found = lines([quiet, asking], NOW, 1)
    assert [(line.what, line.sealed) for line in found] == [("help", "sealed"), ("moved", None), ("stalled", None)]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (Line("moved", "ann", "Calls", "Be heard", NOW, "3", "5"), "Ann, Calls (Be heard): from 3 to 5 (2026-08-03)"),
        (Line("moved", "ann", "Calls", "Be heard", NOW, None, "5"), "Ann, Calls (Be heard): now 5 (2026-08-03)"),
        (Line("stalled", "ann", "Calls", "Be heard", NOW, None, "5"), "Ann, Calls (Be heard): at 5 since 2026-08-03"),
        (Line("stalled", "ann", "Calls", "Be heard", NOW), "Ann, Calls (Be heard): nothing yet since 2026-08-03"),
        (Line("help", "ann", "Calls", "Be heard", NOW), "Ann, Calls (Be heard): asks for help - a tester"),
    ],
)
def test_sentences(line: Line, says: str) -> None:
    assert sentence(line, "Ann", "a tester", "en") == says
    japanese = sentence(line, "Ann", "a tester", "ja")
    assert re.search("[ぁ-ん]", japanese)
    facts = [fact for fact in (line.before, line.now, "a tester" if line.what == "help" else None) if fact]
    assert all(fact in japanese for fact in (*facts, "Ann", "Calls", "Be heard"))
