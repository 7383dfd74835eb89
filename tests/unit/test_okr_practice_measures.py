"""The measures of the practice: what of how much, in which days, and when there is nothing to measure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from services.okr.buddy_groups.domain import GroupTurn
from services.okr.cadences.domain import Rhythm, Span, due_days, missed
from services.okr.kernel.units import unit_id
from services.okr.objectives.domain.history import (
    FedDays,
    KeyResultFact,
    KeyResultState,
    ObjectiveFact,
    ObjectiveState,
    Quarter,
    on,
)
from services.okr.practice.domain.check_ins_asked import asked
from services.okr.practice.domain.facts import ExperimentFact, Facts, SessionFact
from services.okr.practice.domain.measures import MEASURES, WINDOW, Figure, Measuring
from services.okr.practice.domain.state import Ideals, effect, first_day, gaps_of, state_of
from shared.events import PracticeMeasure

WEEKLY = Rhythm("week", 5, 2)
Q3 = Quarter(date(2026, 7, 1), date(2026, 9, 30), date(2026, 7, 1))
START = date(2026, 7, 1)
FRIDAYS = [date(2026, 7, 3) + timedelta(weeks=number) for number in range(13)]


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def objective(team: str | None = "East", quarter: Quarter | None = Q3, **state: Any) -> ObjectiveFact:
    return ObjectiveFact(quarter, [(START, ObjectiveState(**({"published": True, "team": team} | state)))])


def key_result(objective: str = "o", owner: str | None = "ken", checked_in: Sequence[date] = ()) -> KeyResultFact:
    return KeyResultFact([(START, KeyResultState(objective, owner))], sorted(checked_in))


def facts(**more: Any) -> Facts:
    given: dict[str, Any] = {"default": WEEKLY, "objectives": {"o": objective()}, "key_results": {"k": key_result()}}
    return Facts(**(given | more))


def measured(facts: Facts, measure: PracticeMeasure, last: date, team: str | None = None) -> Figure | None:
    first = last - WINDOW + timedelta(days=1)
    return Measuring(facts, first, last).figure(measure, team, first, last)


def on_time(facts: Facts, last: date, team: str | None = None) -> Figure | None:
    return measured(facts, "check-ins-on-time", last, team)


def test_what_was_said_of_a_day_holds_from_it_on_and_the_last_word_of_a_day_counts() -> None:
    timeline = [(day("07-02"), "a"), (day("07-05"), "b"), (day("07-05"), "c")]
    assert [on(timeline, day(text)) for text in ("07-01", "07-02", "07-04", "07-05", "08-01")] == [
        None,
        "a",
        "a",
        "c",
        "c",
    ]


class TestCheckIns:
    """Check-ins on time."""

    def test_one_is_in_time_until_the_last_day_of_grace_and_counted_when_that_is_over(self) -> None:
        last_of_grace = key_result(checked_in=[day("07-05")])
        told = facts(key_results={"k": last_of_grace})
        assert on_time(told, day("07-04")) is None
        assert on_time(told, day("07-05")) == Figure(1, 1)
        assert on_time(facts(key_results={"k": key_result(checked_in=[day("07-06")])}), day("07-05")) == Figure(0, 1)

    def test_each_counts_for_one_due_day_unless_the_quarter_ended_when_it_was_otherwise(self) -> None:
        saturdays = [date(2026, 7, 4) + timedelta(weeks=2 * number) for number in range(6)]
        keys = {"k": key_result(checked_in=saturdays)}
        assert on_time(facts(key_results=keys), day("08-23")) == Figure(2, 4)
        before = Quarter(Q3.start, Q3.end, START, Q3.end, counts_twice=True)
        told = facts(key_results=keys, objectives={"o": objective(quarter=before)})
        assert on_time(told, day("08-23")) == Figure(4, 4)

    def test_none_is_asked_for_while_others_feed_it(self) -> None:
        child = ObjectiveFact(
            Q3,
            [
                (day("07-11"), ObjectiveState(False, "East", serves=("KR", "k"))),
                (day("07-20"), ObjectiveState(True, "East", serves=("KR", "k"))),
                (day("08-05"), ObjectiveState(False, "East", serves=("KR", "k"))),
                (day("08-10"), ObjectiveState(False, "East", serves=None)),
            ],
        )
        told = facts(objectives={"o": objective(), "c": child})
        assert on_time(told, day("08-23")) == Figure(0, 2), "of 31 July, 7, 14 and 21 August the latter two"
        assert FedDays(told.objectives, told.key_results).fed_until("k") == day("08-10")
        source = KeyResultFact(
            [(START, KeyResultState("x")), (day("08-04"), KeyResultState("x", counts=False))], checked_in=()
        )
        linked = KeyResultFact([(START, KeyResultState("o", sources=("s",)))])
        told = facts(key_results={"k": linked, "s": source})
        assert on_time(told, day("08-23")) == Figure(0, 3)
        assert FedDays(told.objectives, told.key_results).fed_until("k") == day("08-04")
        twice = Quarter(Q3.start, Q3.end, START, Q3.end, counts_twice=True)
        told = facts(key_results={"k": linked, "s": source}, objectives={"o": objective(quarter=twice)})
        assert on_time(told, day("08-23")) == Figure(0, 4)

    def test_the_window_is_four_weeks(self) -> None:
        told = facts(key_results={"k": key_result(checked_in=FRIDAYS[:3])})
        assert on_time(told, day("08-02")) == Figure(2, 4)
        assert on_time(told, day("08-09")) == Figure(1, 4)
        assert on_time(told, day("08-30")) == Figure(0, 4)

    def test_each_is_counted_in_the_team_whose_it_was_when_it_was_due(self) -> None:
        moved = ObjectiveFact(Q3, [(START, ObjectiveState(True, "East")), (day("07-11"), ObjectiveState(True, "West"))])
        told = facts(objectives={"o": moved})
        assert on_time(told, day("07-26")) == Figure(0, 4)
        assert on_time(told, day("07-26"), "East") == Figure(0, 2)
        assert on_time(told, day("07-26"), "West") == Figure(0, 2)
        assert on_time(told, day("07-26"), "North") is None

    @pytest.mark.parametrize(
        ("change", "asked_for"),
        [
            ({"objectives": {"o": objective(published=False)}}, 0),
            ({"objectives": {"o": objective(quarter=None)}}, 0),
            ({"objectives": {"o": objective(quarter=Quarter(Q3.start, Q3.end))}}, 0),
            ({"objectives": {"o": objective(quarter=Quarter(Q3.start, Q3.end, START, day("07-15")))}}, 2),
            ({"objectives": {"o": objective(quarter=Quarter(Q3.start, Q3.end, day("07-11")))}}, 2),
            ({"objectives": {}}, 0),
            ({"key_results": {"k": KeyResultFact([(day("07-10"), KeyResultState("o"))])}}, 3),
            (
                {
                    "key_results": {
                        "k": KeyResultFact(
                            [(START, KeyResultState("o")), (day("07-10"), KeyResultState("o", counts=False))]
                        )
                    }
                },
                1,
            ),
            ({"team_rhythms": {"East": [(day("07-12"), Rhythm("never", 5, 0))]}}, 2),
            ({"team_rhythms": {"West": [(START, Rhythm("never", 5, 0))]}}, 4),
            ({"team_rhythms": {"East": [(START, Rhythm("two-weeks", 5, 2))]}}, 2),
            (
                {
                    "team_rhythms": {"East": [(START, Rhythm("never", 5, 0))]},
                    "person_rhythms": {"ken": [(START, WEEKLY)]},
                },
                4,
            ),
        ],
        ids=[
            "a draft",
            "in the backlog",
            "of a quarter that never began",
            "of a quarter that ended",
            "of a quarter that began later",
            "of no objective",
            "added later",
            "dropped",
            "a cadence of the team's",
            "a cadence of another team",
            "every two weeks",
            "the owner's own cadence",
        ],
    )
    def test_what_is_asked_for(self, change: dict[str, Any], asked_for: int) -> None:
        assert on_time(facts(**change), day("07-26")) == (Figure(0, asked_for) if asked_for else None)

    @given(
        st.sampled_from(["week", "two-weeks", "month", "never"]),
        st.integers(1, 7),
        st.integers(0, 6),
        st.sets(st.dates(day("06-01"), day("10-15")), max_size=12),
    )
    def test_what_is_not_in_time_is_what_the_clock_calls_missed(
        self, every: Any, weekday: int, grace: int, checked_in: set[date]
    ) -> None:
        rhythm, last = Rhythm(every, weekday, grace), day("10-20")
        told = facts(default=rhythm, key_results={"k": key_result(checked_in=sorted(checked_in))})
        found = asked(told, START, last)
        span = Span(Q3.start, Q3.start, Q3.end)
        assert sum(each.of for each in found) == len(list(due_days(rhythm, span)))
        late = sorted(each.settled - timedelta(days=grace) for each in found if each.in_time < each.of)
        assert late == missed(rhythm, span, checked_in, datetime(2026, 10, 21, tzinfo=UTC), UTC)


def test_an_owner_is_somebody_of_the_key_results_own_who_is_here() -> None:
    told = facts(
        objectives={"o": objective(owner="olga"), "draft": objective(published=False), "w": objective("West")},
        key_results={
            "a": key_result(owner="ken"),
            "b": key_result(owner=None),
            "c": key_result(owner="gone"),
            "d": key_result("w", owner=None),
            "e": key_result("draft", owner="ken"),
            "f": KeyResultFact([(START, KeyResultState("o", "ken", counts=False))]),
        },
        gone={"gone": day("07-10")},
    )
    assert measured(told, "key-results-owned", day("07-09")) == Figure(2, 4)
    assert measured(told, "key-results-owned", day("07-10")) == Figure(1, 4)
    assert measured(told, "key-results-owned", day("07-10"), "East") == Figure(1, 3)
    assert measured(told, "key-results-owned", day("06-30")) is None


def test_an_objective_is_aligned_that_serves_another_or_is_served() -> None:
    told = facts(
        objectives={
            "top": objective("Company"),
            "also the company's": objective(None),
            "serves the top": objective(serves=("O", "top")),
            "serves its key result": objective("West", serves=("KR", "k")),
            "alone": objective(),
            "served by a draft": objective(),
            "draft": objective(published=False, serves=("O", "served by a draft")),
            "served": objective("West"),
            "serves what is served": objective("West", serves=("KR", "l")),
        },
        key_results={"k": key_result("top"), "l": key_result("served")},
    )
    assert measured(told, "objectives-aligned", day("07-31")) == Figure(4, 6)
    assert measured(told, "objectives-aligned", day("07-31"), "East") == Figure(1, 3)
    assert measured(told, "objectives-aligned", day("07-31"), "West") == Figure(3, 3)
    assert measured(told, "objectives-aligned", day("07-31"), "Company") is None


def test_a_link_between_key_results_ties_both_objectives() -> None:
    def linked(*sources: str, since: str = "07-10") -> KeyResultFact:
        now = KeyResultState("o", sources=sources)
        return KeyResultFact([(START, KeyResultState("o")), (day(since), now)])

    objectives = {"o": objective(), "p": objective("West"), "q": objective("West")}
    told = facts(objectives=objectives, key_results={"k": linked("l"), "l": key_result("p"), "m": key_result("q")})
    assert measured(told, "objectives-aligned", day("07-09")) == Figure(0, 3)
    assert measured(told, "objectives-aligned", day("07-10")) == Figure(2, 3)
    assert measured(told, "objectives-aligned", day("07-10"), "West") == Figure(1, 2)
    within = facts(objectives=objectives, key_results={"k": linked("l", "gone"), "l": key_result("o")})
    assert measured(within, "objectives-aligned", day("07-10")) == Figure(0, 3)


class TestSessions:
    """Sessions held."""

    def held(self, last: date, *sessions: SessionFact, team: str | None = None) -> Figure | None:
        told = facts(sessions={unit_id("win-session", team): sessions})
        return measured(told, "sessions-held", last, team)

    def test_those_of_the_window(self) -> None:
        sessions = [
            SessionFact(day("07-03"), "two-weeks", held=day("07-03")),
            SessionFact(day("07-17"), "two-weeks"),
            SessionFact(day("07-31"), "two-weeks", held=day("08-02")),
            SessionFact(day("08-14"), "two-weeks"),
        ]
        assert self.held(day("07-30"), *sessions) == Figure(1, 2)
        assert self.held(day("08-01"), *sessions) == Figure(0, 2)
        assert self.held(day("08-02"), *sessions) == Figure(1, 2)
        assert self.held(day("08-02"), *sessions, team="East") == Figure(1, 2)

    def test_one_of_today_is_counted_once_it_was_held(self) -> None:
        assert self.held(day("07-03"), SessionFact(day("07-03"), "month")) is None
        assert self.held(day("07-04"), SessionFact(day("07-03"), "month")) == Figure(0, 1)
        assert self.held(day("07-03"), SessionFact(day("07-03"), "month", held=day("07-03"))) == Figure(1, 1)

    def test_one_that_was_held_before_its_time_was_to_be_then(self) -> None:
        early = SessionFact(day("08-28"), "month", held=day("07-20"))
        assert self.held(day("07-19"), early) is None
        assert self.held(day("07-20"), early) == Figure(1, 1)

    def test_in_a_month_of_five_weeks_the_one_before_still_counts(self) -> None:
        sessions = [SessionFact(day("06-26"), "month", held=day("06-26")), SessionFact(day("07-31"), "month")]
        assert self.held(day("07-28"), *sessions) == Figure(1, 1)
        assert self.held(day("07-28"), SessionFact(day("06-26"), "never", held=day("06-26"))) is None

    def test_a_cancelled_one_was_to_be_unless_another_took_its_place(self) -> None:
        cancelled = SessionFact(day("07-03"), "month", cancelled=day("07-01"))
        assert self.held(day("07-20"), cancelled) == Figure(0, 1)
        instead = SessionFact(day("07-10"), "month", held=day("07-10"))
        assert self.held(day("07-20"), cancelled, instead) == Figure(1, 1)
        too_late = SessionFact(day("07-18"), "month", held=day("07-18"))
        assert self.held(day("07-20"), too_late, cancelled) == Figure(1, 2)

    def test_another_units_are_its_own(self) -> None:
        told = facts(sessions={unit_id("win-session", "West"): [SessionFact(day("07-03"), "month")]})
        assert measured(told, "sessions-held", day("07-20")) is None
        assert measured(told, "sessions-held", day("07-20"), "West") == Figure(0, 1)


def experiment(until: str, *, concluded: str | None = None, learned: bool = True) -> ExperimentFact:
    done = None if concluded is None else day(concluded)
    return ExperimentFact("k", [(START, day(until))], done, learned and done is not None)


@pytest.mark.parametrize(
    ("experiments", "figure"),
    [
        ([], None),
        ([experiment("07-31")], None),
        ([experiment("07-30")], Figure(0, 1)),
        ([experiment("07-20", concluded="07-25")], Figure(1, 1)),
        ([experiment("08-20", concluded="07-31")], Figure(1, 1)),
        ([experiment("07-20", concluded="07-25", learned=False)], Figure(0, 1)),
        ([experiment("07-10", concluded="08-01")], Figure(0, 1)),
        ([ExperimentFact("k", [(START, day("07-10")), (day("07-09"), day("08-10"))])], None),
        ([ExperimentFact("k", [(day("08-05"), day("08-10"))])], None),
        ([experiment("07-01", concluded="07-03")], None),
        ([experiment("07-01", concluded="07-04"), experiment("07-10")], Figure(1, 2)),
    ],
    ids=[
        "none",
        "its last day is not over",
        "overdue",
        "concluded",
        "concluded before its time",
        "concluded without a learning",
        "concluded only later",
        "extended",
        "not yet begun",
        "concluded longer ago",
        "on the window's first day",
    ],
)
def test_experiments_concluded_with_a_learning(experiments: list[ExperimentFact], figure: Figure | None) -> None:
    told = facts(experiments=experiments)
    assert measured(told, "experiments-learned", day("07-31")) == figure
    assert measured(told, "experiments-learned", day("07-31"), "East") == figure
    assert measured(told, "experiments-learned", day("07-31"), "West") is None


def test_buddy_meetings_are_told_of_whom_they_tell_nothing_about() -> None:
    turns = [
        GroupTurn(f"g{number}", day("07-05") + timedelta(weeks=week), (f"e{number}", f"w{number}"), number < 3)
        for number in range(5)
        for week in range(4)
    ]
    teams: dict[str, str | None] = {f"e{number}": "East" for number in range(5)} | {"w0": "West"}
    told = facts(turns=turns, team_of=teams)
    assert measured(told, "buddy-meetings-held", day("07-26")) == Figure(12, 20)
    assert measured(told, "buddy-meetings-held", day("08-09")) == Figure(6, 10)
    assert measured(told, "buddy-meetings-held", day("07-26"), "East") == Figure(12, 20)
    assert measured(told, "buddy-meetings-held", day("07-26"), "West") is None


class TestState:
    """What is, beside what should be."""

    IDEALS = Ideals({"check-ins-on-time": Decimal(90)}, {"key-results-owned": Decimal("99.5")})

    def state(self, told: Facts, today: date, team: str | None = None, ideals: Ideals = IDEALS) -> dict[str, Any]:
        measuring = Measuring(told, first_day(today), today)
        return {each.measure: each for each in state_of(measuring, ideals, team, today)}

    def test_the_gap_is_what_is_missing_and_never_less_than_nothing(self) -> None:
        told = facts(key_results={"k": key_result(checked_in=FRIDAYS[:1])})
        found = self.state(told, day("07-26"))
        assert list(found) == list(MEASURES)
        first = found["check-ins-on-time"]
        assert (first.ideal, first.ideal_of, first.present, first.gap) == (90, "company", Figure(1, 4), Decimal("65.0"))
        assert found["key-results-owned"].gap == 0
        assert found["objectives-aligned"].gap is None
        assert found["sessions-held"].present is None

    def test_a_teams_own_ideal_goes_before_the_companys(self) -> None:
        own = Ideals({"sessions-held": Decimal(50), "experiments-learned": Decimal(1)}, {"sessions-held": Decimal(100)})
        assert own.of("sessions-held") == (100, "team")
        assert own.of("experiments-learned") == (1, "company")
        assert own.of("check-ins-on-time") is None

    def test_the_trend_is_the_measure_at_the_last_twelve_sundays(self) -> None:
        told = facts(key_results={"k": key_result(checked_in=FRIDAYS[:5])})
        trend = self.state(told, day("09-16"))["check-ins-on-time"].trend
        assert [point.on for point in trend] == [day("06-28") + timedelta(weeks=number) for number in range(12)]
        expected = [None, "100.0", "100.0", "100.0", "100.0", "100.0", "75.0", "50.0", "25.0", "0.0", "0.0", "0.0"]
        assert [point.percent for point in trend] == [None if each is None else Decimal(each) for each in expected]
        assert self.state(told, day("09-13"))["check-ins-on-time"].trend[-1].on == day("09-13")

    def test_gaps_come_with_the_widest_first_and_without_what_is_reached(self) -> None:
        told = facts(
            objectives={"o": objective(), "w": objective("West")},
            key_results={"k": key_result(checked_in=FRIDAYS), "l": key_result("w", None, FRIDAYS[:1])},
        )
        ideals: dict[PracticeMeasure, Decimal] = {"check-ins-on-time": Decimal(90), "key-results-owned": Decimal(60)}
        units = {None: Ideals(ideals), "East": Ideals(ideals, {}), "West": Ideals(ideals, {})}
        measuring = Measuring(told, day("06-20"), day("07-26"))
        found = [(each.team, each.measure, each.gap) for each in gaps_of(measuring, units, day("07-26"))]
        assert found == [
            ("West", "check-ins-on-time", Decimal("65.0")),
            ("West", "key-results-owned", Decimal("60.0")),
            (None, "check-ins-on-time", Decimal("27.5")),
            (None, "key-results-owned", Decimal("10.0")),
        ]


class TestEffect:
    """What a measure did around the day of support."""

    def effect(self, given: date, today: date) -> Any:
        kept = [*FRIDAYS[:2], *FRIDAYS[4:8]]
        told = facts(key_results={"k": key_result(checked_in=kept)})
        measuring = Measuring(told, given - WINDOW, min(today, given + WINDOW))
        return effect(measuring, "check-ins-on-time", None, given, today)

    def test_four_weeks_before_and_four_after(self) -> None:
        found = self.effect(day("07-26"), day("09-30"))
        assert (found.before, found.after, found.days_after) == (Figure(2, 4), Figure(4, 4), 28)
        assert [point.on for point in found.weeks] == [day("07-05") + timedelta(weeks=number) for number in range(8)]
        assert [str(point.percent) for point in found.weeks] == ["100.0", "100.0", "0.0", "0.0", *["100.0"] * 4]

    def test_of_what_is_to_come_nothing_is_said(self) -> None:
        found = self.effect(day("07-26"), day("08-03"))
        assert (found.after, found.days_after, len(found.weeks)) == (Figure(1, 1), 8, 5)
        found = self.effect(day("07-26"), day("07-26"))
        assert (found.before, found.after, found.days_after, len(found.weeks)) == (Figure(2, 4), None, 0, 4)


def test_percentages_have_a_tenth() -> None:
    shares = [Figure(*each).percent for each in ((1, 3), (2, 3), (1, 8), (1, 800))]
    assert [str(each) for each in shares] == ["33.3", "66.7", "12.5", "0.1"]
