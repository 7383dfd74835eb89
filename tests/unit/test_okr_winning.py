"""What is a win, and how strong it is: key results before and after, of every kind of measure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from services.okr.kernel.arithmetic import Said
from services.okr.objectives.domain.history import KnownCheckIn
from services.okr.win_sessions.domain.wins import Moved, win_of
from shared.events import (
    Binary,
    Checkpoint,
    Checkpoints,
    Maintain,
    Measure,
    Metric,
    Milestone,
    Milestones,
    Ordinal,
    Stage,
    Stages,
    Win,
    Zone,
)

START = datetime(2026, 8, 1, 9, tzinfo=UTC)
TEN = Metric(baseline=Decimal(0), target=Decimal(10))
ZONES = Ordinal()
TASKS = Milestones(
    milestones=(Milestone(name="plan"), Milestone(name="build", weight=Decimal(2)), Milestone(name="go"))
)
LADDER = Stages(stages=(Stage(name="idea"), Stage(name="pilot"), Stage(name="all"), Stage(name="sold")))
BAND = Maintain(lower=Decimal(5), rule="latest")


def told(day: int, said: Any, confidence: int | None = None, *, new: bool = True, by: str = "mei") -> KnownCheckIn:
    """A check-in that says a value, a zone or what was done."""
    if isinstance(said, Zone):
        spoken = Said(zone=said)
    elif isinstance(said, tuple):
        spoken = Said(reached=said)
    else:
        spoken = Said(value=None if said is None else Decimal(str(said)))
    return KnownCheckIn(spoken, confidence, by, START + timedelta(days=day), f"event of day {day}", new)


def moved(measure: Measure, before: list[KnownCheckIn], since: list[KnownCheckIn], **more: Any) -> Moved:
    fields: dict[str, Any] = {
        "key_result": "kr",
        "objective": "o",
        "planned": 13,
        "owner": "olga",
        "quiet_from": START + timedelta(days=14),
        "sure_from": 4,
    }
    old = [KnownCheckIn(each.said, each.confidence, each.by, each.time, each.source, False) for each in before]
    return Moved(measure=measure, before=old, after=[*old, *since], **(fields | more))


def won(measure: Measure, before: list[KnownCheckIn], since: list[KnownCheckIn], **more: Any) -> Win:
    win = win_of(moved(measure, before, since, **more))
    assert win is not None
    return win


def figures(win: Win) -> tuple[str, str | None, str | None, Decimal]:
    return win.kind, win.before, win.after, win.strength


@pytest.mark.parametrize(
    ("measure", "was", "now", "kind", "before", "after", "strength"),
    [
        (TEN, 4, 10, "reached", "4", "10", "110.0"),
        (TEN, 4, 12.5, "reached", "4", "12.5", "112.5"),
        (TEN, 4, 99, "reached", "4", "99", "120.0"),
        (TEN, 4, 7, "zone-up", "4", "7", "55.0"),
        (TEN, 0, 3, "zone-up", "0", "3", "40.0"),
        (TEN, 4, 5, "progress", "4", "5", "10.0"),
        (TEN, 11, 14, "progress", "11", "14", "3.0"),
        (TEN, -5, 2, "progress", "-5", "2", "20.0"),
        (Metric(baseline=Decimal(80), target=Decimal(30)), 70, 55, "zone-up", "70", "55", "40.0"),
        (ZONES, Zone.FAIL, Zone.COMMIT, "zone-up", "fail", "commit", "40.0"),
        (ZONES, Zone.COMMIT, Zone.TARGET, "zone-up", "commit", "target", "65.0"),
        (ZONES, Zone.TARGET, Zone.STRETCH, "reached", "target", "stretch", "80.0"),
        (TASKS, ("plan",), ("plan", "build"), "milestone", "plan", "build", "75.0"),
        (TASKS, (), ("plan", "build", "go"), "reached", None, "plan, build, go", "150.0"),
        (LADDER, ("idea",), ("pilot",), "milestone", "idea", "pilot", "35.0"),
        (LADDER, ("all",), ("sold",), "reached", "all", "sold", "75.0"),
        (BAND, 4, 6, "reached", "4", "6", "150.0"),
        (Binary(), 0, 1, "reached", "0", "1", "150.0"),
        (
            Checkpoints(
                points=(
                    Checkpoint(value=Decimal(0), progress=Decimal(0)),
                    Checkpoint(value=Decimal(9), progress=Decimal(1)),
                )
            ),
            0,
            9,
            "reached",
            "0",
            "9",
            "150.0",
        ),
    ],
)
def test_what_moved_up_is_a_win_of_its_strongest_kind(
    measure: Measure, was: Any, now: Any, kind: str, before: str | None, after: str, strength: str
) -> None:
    win = won(measure, [told(-3, was)], [told(2, now)])
    assert figures(win) == (kind, before, after, Decimal(strength))
    assert (win.source, win.time, win.people) == ("event of day 2", START + timedelta(days=2), ("olga", "mei"))
    assert (win.key_result, win.objective) == ("kr", "o")


@pytest.mark.parametrize(
    ("measure", "was", "now"),
    [
        (TEN, 4, 4),
        (TEN, 4, 4.9),
        (TEN, 4, 3),
        (TEN, 12, 11),
        (TEN, 10, 10.5),
        (TEN, -5, -1),
        (TEN, -5, 0),
        (ZONES, Zone.TARGET, Zone.COMMIT),
        (ZONES, Zone.STRETCH, Zone.STRETCH),
        (TASKS, ("plan", "build"), ("plan",)),
        (LADDER, ("pilot",), ("idea",)),
        (BAND, 6, 7),
        (BAND, 6, 4),
        (Binary(), 1, 0),
        (TEN, 4, None),
    ],
)
def test_what_fell_or_stood_still_is_none(measure: Measure, was: Any, now: Any) -> None:
    assert win_of(moved(measure, [told(-3, was)], [told(2, now)])) is None


def test_what_rose_and_fell_again_is_none_whatever_lay_between() -> None:
    assert win_of(moved(TEN, [told(-3, 4)], [told(1, 10, 9), told(5, 3, 9)])) is None


def test_nothing_new_is_none() -> None:
    assert win_of(moved(TEN, [told(-9, 4), told(-3, 9)], [])) is None
    taken_back = Moved(
        key_result="kr",
        objective="o",
        measure=TEN,
        planned=None,
        owner=None,
        before=[told(-9, 8, new=False), told(-3, 2, new=False)],
        after=[told(-9, 8, new=False)],
        quiet_from=None,
        sure_from=4,
    )
    assert win_of(taken_back) is None


def test_it_is_so_since_the_first_check_in_of_an_unbroken_run() -> None:
    win = won(TEN, [told(-3, 4)], [told(1, 10), told(2, 6), told(3, 10), told(4, 11, by="ren"), told(5, 10)])
    assert (win.kind, win.source, win.people) == ("reached", "event of day 3", ("olga", "mei"))
    win = won(TEN, [told(-3, 4)], [told(1, 7), told(2, 8)])
    assert (win.kind, win.after, win.source) == ("zone-up", "8", "event of day 1")
    win = won(TEN, [told(-3, 4)], [told(1, 5), told(2, 6), told(3, 6)])
    assert (win.kind, win.source) == ("progress", "event of day 2")


def test_without_a_word_before_it_stood_at_its_baseline() -> None:
    assert figures(won(Metric(baseline=Decimal(14), target=Decimal(150)), [], [told(1, 66), told(3, 150)]))[:3] == (
        "reached",
        "14",
        "150",
    )
    assert figures(won(ZONES, [], [told(1, Zone.TARGET)]))[:3] == ("zone-up", "fail", "target")


def test_what_was_within_its_bounds_from_the_beginning_is_no_win_and_what_came_back_is() -> None:
    assert win_of(moved(BAND, [], [told(1, 6), told(8, 7)])) is None
    assert won(BAND, [], [told(1, 4), told(8, 7)]).kind == "reached"


def test_doubt_that_was_overcome_counts_two_for_each_point() -> None:
    sure = won(TEN, [told(-3, 4, 8)], [told(1, 10, 10)])
    doubted = won(TEN, [told(-3, 4, 8)], [told(1, 6, 3), told(2, 10, 10)])
    assert doubted.strength - sure.strength == 2 * 5


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [
        ((4, 5), (4, 7), "confidence-up"),
        ((4, 5), (4, 6), None),
        ((4, 1), (4, 3), None),
        ((4, 2), (4, 4), "confidence-up"),
    ],
)
def test_confidence_alone(was: tuple[int, int], now: tuple[int, int], kind: str | None) -> None:
    """Two points or more, and at least yellow; who falls behind is not lifted by hope."""
    win = win_of(moved(TEN, [told(-3, *was)], [told(2, *now)]))
    assert (win.kind if win else None) == kind
    assert win_of(moved(TEN, [told(-3, *was)], [told(2, now[0] - 1, 10)])) is None


def test_confidence_is_so_since_it_last_rose() -> None:
    win = won(TEN, [told(-3, 4, 3)], [told(1, 4, 9), told(2, 4, 5), told(3, 4, 8), told(4, 4), told(5, 4, 8)])
    assert figures(win) == ("confidence-up", "3", "8", Decimal("20.0"))
    assert win.source == "event of day 3"


def test_the_first_word_on_a_quiet_one() -> None:
    assert figures(won(TEN, [], [told(15, 0)])) == ("first-check-in", "0", "0", Decimal("5.0"))
    assert figures(won(TEN, [], [told(15, "0.5")]))[0::3] == ("first-check-in", Decimal("10.0"))
    assert win_of(moved(TEN, [], [told(13, 0)])) is None, "it wasn't quiet yet"
    assert win_of(moved(TEN, [], [told(15, -1)])) is None, "a failure is never listed by itself"
    assert win_of(moved(TEN, [], [told(15, 0, 5), told(22, 0, 3)])) is None, "and red is one"
    assert win_of(moved(ZONES, [], [told(15, Zone.FAIL)])) is None
    assert win_of(moved(TEN, [], [told(15, 0)], quiet_from=None)) is None
    assert win_of(moved(TEN, [told(-3, 0)], [told(15, 0)])) is None


def test_what_is_kept_by_planned_check_ins_grows_with_each_that_was_met() -> None:
    kept = Maintain(upper=Decimal(5), planned=4)
    assert won(kept, [told(-9, 4)], [told(1, 3), told(8, 4)]).kind == "zone-up"
    assert won(kept, [told(-9, 4), told(-8, 4), told(-7, 4)], [told(1, 3)]).kind == "reached"
    assert win_of(moved(kept, [told(-9, 4)], [told(1, 9)])) is None
