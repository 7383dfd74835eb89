"""The read models: what events make of their rows, and what the queries then say."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from services.okr import typed_ids as resolve
from services.okr.buddy_groups.view import meetings_in
from services.okr.kernel.period import LateValues, Period
from services.okr.objectives.views import board, check_ins, objectives
from services.okr.people import view as people
from services.okr.quarters import view as quarters
from shared.events import (
    CheckInCorrected,
    CheckInRetracted,
    Event,
    KeyResultAdded,
    KeyResultDropped,
    MeetingHeld,
    NotFound,
    ObjectiveClosed,
    ObjectiveDrafted,
    ObjectivePublished,
    ObjectiveRevised,
    Ordinal,
    PersonJoined,
    PersonLeft,
    PersonMoved,
    PersonRenamed,
    ProgressUpdated,
    QuarterEnded,
    QuarterPlanned,
    QuarterStarted,
    Recorded,
    Sealed,
    Zone,
    type_of,
)
from tests.examples import examples
from tests.views_kit import START, Store, make_store, number, said, store

__all__ = ["store"]


def running(store: Store) -> None:
    store.tell("quarter/q3", QuarterPlanned(label="2026-Q3", start=date(2026, 7, 1), end=date(2026, 9, 30)))
    store.tell("quarter/q3", QuarterStarted())
    store.tell("objective/heard", ObjectiveDrafted(title="Be heard", quarter="q3", team="East"), ObjectivePublished())
    store.tell("objective/heard", KeyResultAdded(key_result="calls", title="Calls", measure=number()))
    store.tell("objective/later", ObjectiveDrafted(title="Some day"))


def standing(store: Store, key_result: str = "calls") -> tuple[Decimal | None, int | None, int]:
    shown = board.key_result(store.connection, key_result)
    assert shown is not None
    return shown.value, shown.confidence, shown.check_ins


def test_people_keep_their_number_and_stay_sealed(store: Store) -> None:
    name, email = Sealed("sealed:v1:p1:x"), Sealed("sealed:v1:p1:y")
    store.tell("person/p1", PersonJoined(name=name, function="Dev", email=email, email_index="h1"))
    store.tell("person/p2", PersonJoined(name=name, function="Sales", team="East", manager="p1"))
    store.tell("person/p1", PersonMoved(function="CS", team="West"), day=3)
    row = people.by_id(store.connection, "p1")
    assert row is not None
    assert (row["number"], row["name"], row["function"], row["team"], row["manager"]) == (1, name, "CS", "West", None)
    assert row["joined"] == START
    assert people.here_with_email(store.connection, "h1") == "p1"
    store.tell("person/p1", PersonRenamed(email=name, email_index="h2"), day=4)
    store.tell("person/p1", PersonRenamed(name=email), day=4)
    row = people.by_id(store.connection, "p1")
    assert row is not None
    assert (row["name"], row["email"], row["function"]) == (email, name, "CS")
    assert people.here_with_email(store.connection, "h1") is None
    assert people.here_with_email(store.connection, "h2") == "p1"
    store.tell("person/p1", PersonLeft(), day=5)
    assert people.here_with_email(store.connection, "h2") is None
    assert [each["person"] for each in people.listed(store.connection)] == ["p2"]
    assert [each["person"] for each in people.listed(store.connection, all_=True)] == ["p1", "p2"]
    assert [each["person"] for each in people.listed(store.connection, all_=True, after=1)] == ["p2"]
    store.tell("person/p1", PersonJoined(name=name, function="Dev"), day=9)
    row = people.by_id(store.connection, "p1")
    assert row is not None
    assert (row["number"], row["left"], row["email"]) == (1, None, None)
    assert people.names(store.connection, {"p1", "nobody"}) == {"p1": name}


def test_a_quarters_phases(store: Store) -> None:
    running(store)
    assert objectives.quarter_of(store.connection, "heard") == "q3"
    assert objectives.quarter_of(store.connection, "later") is None
    assert quarters.period(store.connection, "q3") == Period("2026-Q3")
    assert quarters.period(store.connection, "nothing") == Period("nothing")
    ended = QuarterEnded(label="2026-Q3", start=date(2026, 7, 1), end=date(2026, 9, 30))
    store.tell("quarter/q3", ended, day=90)
    row = quarters.by_id(store.connection, "q3")
    assert row is not None
    assert (row["phase"], row["started"], row["ended"]) == ("ended", START, START + timedelta(days=90))
    late = LateValues(
        begins=datetime(2026, 7, 1, tzinfo=UTC),
        over=datetime(2026, 10, 1, tzinfo=UTC),
        until=datetime(2026, 10, 19, tzinfo=UTC),
        days="2026-07-01 to 2026-09-30",
    )
    assert quarters.period(store.connection, "q3") == Period("2026-Q3", ended=True, late=late)


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (date(2026, 4, 1), date(2026, 6, 30), None),
        (date(2026, 4, 1), date(2026, 7, 1), "2026-Q3"),
        (date(2026, 8, 1), date(2026, 8, 2), "2026-Q3"),
        (date(2026, 9, 30), date(2026, 12, 31), "2026-Q3"),
        (date(2026, 1, 1), date(2026, 12, 31), "2026-Q3"),
        (date(2026, 10, 1), date(2026, 12, 31), None),
    ],
)
def test_overlapping_quarters(store: Store, start: date, end: date, found: str | None) -> None:
    running(store)
    assert quarters.overlapping(store.connection, start, end) == found


def test_the_board(store: Store) -> None:
    running(store)
    mood = Ordinal(commit="fine", stretch="delighted")
    store.tell("objective/heard", KeyResultAdded(key_result="mood", title="Mood", measure=mood, owner="aiko"))
    store.tell("objective/heard", KeyResultAdded(key_result="old", title="Old", measure=number()))
    store.tell("objective/heard", KeyResultDropped(key_result="old"))
    store.tell("objective/heard", said("c1", "15", 8), day=1)
    store.tell("objective/heard", ProgressUpdated(check_in="c2", key_result="mood", zone=Zone.COMMIT, confidence=3))
    heard, later = board.board(store.connection)
    assert (heard.number, heard.title, heard.quarter_label, heard.status) == ("O-1", "Be heard", "2026-Q3", "published")
    assert (heard.progress, heard.confidence) == (65, 3)
    calls, feeling = heard.key_results
    assert (calls.number, calls.value, calls.progress, calls.checked_in_at) == (
        "KR-1",
        Decimal(15),
        150,
        START + timedelta(days=1),
    )
    assert (feeling.kind, feeling.zone, feeling.progress, feeling.owner) == ("ordinal", "commit", 30, "aiko")
    assert feeling.zones == {"commit": "fine", "target": None, "stretch": "delighted"}
    assert (later.progress, later.confidence, later.key_results, later.quarter_label) == (None, None, (), None)
    dropped = board.key_result(store.connection, "old")
    assert dropped is not None
    assert dropped.dropped


def test_a_boards_filters_and_pages(store: Store) -> None:
    running(store)

    def numbers(**filters: Any) -> list[str]:
        return [each.number for each in board.board(store.connection, **filters)]

    assert numbers(quarter="2026-q3") == ["O-1"]
    assert numbers(quarter="q3") == ["O-1"]
    assert numbers(quarter="backlog") == ["O-2"]
    assert numbers(team="East") == ["O-1"]
    assert numbers(team="West") == []
    assert numbers(limit=1) == ["O-1"]
    assert numbers(limit=1, after=1) == ["O-2"]
    with pytest.raises(NotFound, match="no quarter '2031-Q1'"):
        numbers(quarter="2031-Q1")
    first = board.board(store.connection, limit=1)[0]
    assert first == board.objective(store.connection, "heard")
    assert board.objective(store.connection, "nothing") is None
    assert board.key_result(store.connection, "nothing") is None


def test_an_objective_is_revised_and_closed(store: Store) -> None:
    running(store)
    store.tell("objective/heard", ObjectiveRevised(title="Be loud"))
    store.tell("objective/heard", ObjectiveClosed(result="notsuccessful"), day=80)
    row = objectives.by_id(store.connection, "heard")
    assert row is not None
    assert (row["title"], row["status"], row["result"]) == ("Be loud", "closed", "notsuccessful")


def test_a_back_dated_check_in_does_not_replace_a_newer_one(store: Store) -> None:
    running(store)
    assert standing(store) == (None, None, 0)
    store.tell("objective/heard", said("c1", "5", 7), day=10)
    store.tell("objective/heard", said("c2", "2", 9), day=4)
    assert standing(store) == (Decimal(5), 7, 2)
    store.tell("objective/heard", said("c3", "6"), day=10)
    assert standing(store) == (Decimal(6), None, 3)


def test_corrections_and_retractions_keep_the_original_visible(store: Store) -> None:
    running(store)
    store.tell("objective/heard", said("c1", "5", 7), day=1)
    store.tell("objective/heard", said("c2", "6", 8), day=2)
    first = CheckInCorrected(check_in="c2", key_result="calls", value=Decimal(4), confidence=8)
    second = CheckInCorrected(check_in="c2", key_result="calls", value=Decimal("4.5"), confidence=2)
    store.tell("objective/heard", first, second, day=2, actor="root")
    assert standing(store) == (Decimal("4.5"), 2, 2)
    row = check_ins.by_id(store.connection, "c2")
    assert row is not None
    assert (row["by"], row["objective"]) == ("aiko", "heard")
    assert [(each["what"], each["by"], each["value"], each["confidence"]) for each in row["changes"]] == [
        ("corrected", "root", "6", 8),
        ("corrected", "root", "4", 8),
    ]
    assert row["time"] == START + timedelta(days=2)

    older = CheckInCorrected(check_in="c1", key_result="calls", value=Decimal(1))
    store.tell("objective/heard", older, day=1)
    assert standing(store) == (Decimal("4.5"), 2, 2)

    store.tell("objective/heard", CheckInRetracted(check_in="c2", key_result="calls"), day=2)
    assert standing(store) == (Decimal(1), None, 1)
    row = check_ins.by_id(store.connection, "c2")
    assert row is not None
    assert (row["changes"][-1]["what"], row["changes"][-1]["by"]) == ("retracted", "aiko")
    assert row["value"] == Decimal("4.5")

    store.tell("objective/heard", CheckInRetracted(check_in="c1", key_result="calls"), day=1)
    assert standing(store) == (None, None, 0)


def test_a_key_results_check_ins_in_pages_the_latest_first(store: Store) -> None:
    running(store)
    for index, day in enumerate((5, 1, 5, 3)):
        store.tell("objective/heard", said(f"c{index}", "1"), day=day)
    seen: list[str] = []
    while found := check_ins.of_key_result(store.connection, "calls", before=seen[-1] if seen else None, limit=3):
        seen += [row["check_in"] for row in found]
    assert seen == ["c2", "c0", "c3", "c1"]


def test_events_about_something_unknown_are_ignored(store: Store) -> None:
    for event in (
        PersonMoved(function="x"),
        PersonRenamed(name=Sealed("x")),
        PersonLeft(),
        QuarterStarted(),
        QuarterEnded(label="q", start=START.date(), end=START.date()),
        ObjectivePublished(),
        ObjectiveRevised(title="x"),
        ObjectiveClosed(),
        KeyResultDropped(key_result="x"),
        CheckInCorrected(check_in="x", key_result="y", value=Decimal(1)),
        CheckInRetracted(check_in="x", key_result="y"),
        MeetingHeld(week="2025-W53"),
    ):
        store.tell("anything/x", event)
    # The ledger keeps whatever was set, of whatever it was; who has left comes in no more, whoever it was.
    kept = {"okr_ledger", "okr_gone_people"}
    assert not any(rows for table, rows in store.dump().items() if table not in kept)


def test_meetings_are_counted_by_the_weeks_thursday(store: Store) -> None:
    # Thursday of 2026-W27 is 2 July, of 2026-W40 it is 1 October.
    for group, week in (("g1", "2026-W26"), ("g1", "2026-W27"), ("g2", "2026-W27"), ("g1", "2026-W40")):
        store.tell(f"group/{group}", MeetingHeld(week=week), actor=group)
    store.tell("group/g1", MeetingHeld(week="2026-W27"), actor="g1")
    assert meetings_in(store.connection, date(2026, 7, 1), date(2026, 9, 30)) == 2


@pytest.mark.parametrize(
    ("resolved", "text", "id_"),
    [
        (resolve.objective, "O-2", "later"),
        (resolve.objective, " o-1", "heard"),
        (resolve.objective, "HEARD", "heard"),
        (resolve.key_result, "kr-1", "calls"),
        (resolve.key_result, "calls", "calls"),
        (resolve.quarter, "2026-q3", "q3"),
        (resolve.quarter, "q3", "q3"),
        (resolve.person, "P-1", "p1"),
        (resolve.check_in, "c1", "c1"),
    ],
)
def test_resolving_ids(store: Store, resolved: Any, text: str, id_: str) -> None:
    running(store)
    store.tell("person/p1", PersonJoined(name=Sealed("s"), function="Dev"))
    store.tell("objective/heard", said("c1", "1"))
    assert resolved(store.connection, text) == id_


@pytest.mark.parametrize(
    ("resolved", "text", "words"),
    [
        (resolve.objective, "O-9", "no objective 'O-9'; give an id such as O-4"),
        (resolve.objective, "KR-1", "no objective 'KR-1'"),
        (resolve.objective, "O-0", "no objective"),
        (resolve.objective, "O-99999999999999999999", "no objective"),
        (resolve.key_result, "", "no key result ''"),
        (resolve.key_result, "x" * 5000, "no key result 'x{60}…'"),
        (resolve.quarter, "2031-Q1", "list the quarters"),
        (resolve.person, "' OR 1=1 --", "no person"),
        (resolve.check_in, "c9", "no check-in 'c9'"),
    ],
)
def test_ids_that_name_nothing(store: Store, resolved: Any, text: str, words: str) -> None:
    running(store)
    with pytest.raises(NotFound, match=words):
        resolved(store.connection, text)


def _story(aggregate: str) -> list[tuple[Event, int]]:
    """One objective's life, with late, corrected and retracted check-ins."""
    key = f"{aggregate}-k"
    return [
        (ObjectiveDrafted(title=aggregate), 0),
        (KeyResultAdded(key_result=key, title=key, measure=number()), 0),
        (ObjectivePublished(), 0),
        (said(f"{key}-1", "1", 5, key), 8),
        (said(f"{key}-2", "2", 6, key), 3),
        (CheckInCorrected(check_in=f"{key}-1", key_result=key, value=Decimal(7)), 8),
        (said(f"{key}-3", "3", 7, key), 8),
        (CheckInRetracted(check_in=f"{key}-3", key_result=key), 8),
        (ObjectiveClosed(), 30),
    ]


def _told(order: Sequence[str], flush_every: int) -> tuple[dict[str, Any], list[Any]]:
    store = make_store()
    stories = {aggregate: enumerate(_story(aggregate), 1) for aggregate in set(order)}
    for position, aggregate in enumerate(order, 1):
        version, (event, day) = next(stories[aggregate])
        time = START + timedelta(days=day)
        store.feed(
            Recorded(
                position=position,
                id=f"{aggregate}@{version}",
                type=type_of(event),
                aggregate=f"objective/{aggregate}",
                version=version,
                time=time,
                recorded=time,
                actor="aiko",
                correlation="c",
                causation="c",
                data=event,
            )
        )
        if position % flush_every == 0:
            store.flush()
    store.flush()
    shown = sorted(
        (each.title, each.progress, [(k.value, k.check_in, k.check_ins) for k in each.key_results])
        for each in board.board(store.connection)
    )
    dumped = store.dump(without=("number", "position"))
    store.connection.close()
    store.connection.engine.dispose()
    return dumped, shown


@examples(10, thorough=100)
@given(st.randoms(use_true_random=False), st.integers(1, 40))
def test_any_interleaving_of_unrelated_events_gives_the_same_rows(shuffle: random.Random, flush_every: int) -> None:
    """Only numbers and positions tell in which order unrelated things came."""
    names = ["a", "b", "c"]
    straight = [name for name in names for _ in _story(name)]
    mixed = straight[:]
    shuffle.shuffle(mixed)
    assert _told(mixed, flush_every) == _told(straight, 1000)
