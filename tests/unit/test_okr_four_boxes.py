"""The four boxes: what filling and marking decide, and what a week's page then shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, strategies as st

from services.okr.four_boxes import view as four_boxes
from services.okr.four_boxes.domain import (
    MOST_PRIORITIES,
    Boxes,
    Command,
    Fill,
    HealthTold,
    Intent,
    Lines,
    Mark,
    checked,
    decide,
    evolve,
    week_of,
)
from shared.events import (
    BoxConfidence,
    Event,
    FourBoxesFilled,
    Invalid,
    KeyResultAdded,
    NotFound,
    ObjectiveDrafted,
    Priority,
    PriorityMarked,
    Sealed,
    TeamHealth,
    WrongState,
)
from tests.examples import examples
from tests.views_kit import Store, make_store, number

NOW, COMING, LAST = "2026-W32", "2026-W33", "2026-W31"


def intents(*texts: str) -> tuple[Priority, ...]:
    return tuple(Priority(priority=f"id of {text}", text=Sealed(text)) for text in texts)


def fill(*texts: str, week: str = NOW, **more: Any) -> Fill:
    return Fill(**{"team": "East", "week": week, "this_week": NOW, "priorities": intents(*texts)} | more)


def mark(priority: str, kept: bool, week: str | None = None, this_week: str = NOW) -> Mark:
    return Mark(team="East", week=week, this_week=this_week, priority=priority, kept=kept)


def after(*commands: Command) -> Boxes:
    boxes = Boxes()
    for command in commands:
        for event in decide(command, boxes):
            boxes = evolve(boxes, event)
    return boxes


def test_filling_says_all_four_at_once() -> None:
    sure = (BoxConfidence(key_result="k", confidence=7),)
    health = (TeamHealth(name=Sealed("team"), sign="yellow", note=Sealed("tired")),)
    given_ = fill("Call ten firms", confidence=sure, next_weeks=(Sealed("Fair"),), health=health)
    assert decide(given_, Boxes()) == [
        FourBoxesFilled(
            team="East",
            week=NOW,
            priorities=(Priority(priority="id of Call ten firms", text=Sealed("Call ten firms")),),
            confidence=sure,
            next_weeks=(Sealed("Fair"),),
            health=health,
        )
    ]


def test_filling_again_replaces_and_the_same_again_is_nothing() -> None:
    boxes = after(fill("a", "b"))
    assert decide(fill("a", "b"), boxes) == []
    (event,) = decide(fill("a"), boxes)
    assert isinstance(event, FourBoxesFilled)
    assert [each.text for each in event.priorities] == ["a"]
    assert decide(fill("a", week=COMING), boxes) != []


@pytest.mark.parametrize("week", [LAST, "2026-W34", "2025-W32"])
def test_only_this_week_and_the_coming_one_are_filled(week: str) -> None:
    with pytest.raises(WrongState, match=f"fill those of {NOW}, or of {COMING}"):
        decide(fill("a", week=week), Boxes())


def test_the_coming_week_may_be_of_another_year() -> None:
    (event,) = decide(fill("a", week="2027-W01", this_week="2026-W53"), Boxes())
    assert isinstance(event, FourBoxesFilled)
    assert event.week == "2027-W01"


def lines(*texts: str, **more: Any) -> Lines:
    return Lines(tuple(Intent(text) for text in texts), **more)


def test_lines_are_taken_without_blanks_around_them() -> None:
    told = lines(" Call ten firms ", next_weeks=(" Fair ",), health=(HealthTold(" team ", "yellow", " tired "),))
    assert checked(told) == Lines((Intent("Call ten firms"),), ("Fair",), (HealthTold("team", "yellow", "tired"),))


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (lines(), "no priority"),
        (lines("  "), "the priority is empty"),
        (lines("a\nb"), "line break"),
        (lines("a", "b", " a"), "'a' is there twice"),
        (lines(*"abcdefghi"), f"9 priorities; leave at most {MOST_PRIORITIES}"),
        (lines("a", next_weeks=("x",) * 21), "21 things in the next four weeks; leave at most 20"),
        (lines("a", next_weeks=("",)), "is empty"),
        (lines("a", health=(HealthTold("", "red"),)), "is empty"),
        (lines("a", health=(HealthTold("x", "red"), HealthTold("x", "green"))), "told twice"),
    ],
)
def test_boxes_that_say_too_little_or_too_much(told: Lines, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        checked(told)


@pytest.mark.parametrize(
    ("command", "words"),
    [(fill("a", week="2026-W60"), "is no ISO week"), (fill("a", team=""), "the team is empty")],
)
def test_boxes_of_no_week_and_of_no_team(command: Fill, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        decide(command, Boxes())


def test_marking_says_once_what_became_of_a_priority() -> None:
    boxes = after(fill("a", "b"))
    marked = PriorityMarked(week=NOW, priority="id of b", kept=True)
    assert decide(mark("2", True), boxes) == decide(mark("id of b", True), boxes) == [marked]
    boxes = evolve(boxes, marked)
    assert decide(mark("2", True), boxes) == []
    assert decide(mark("2", False), boxes) == [PriorityMarked(week=NOW, priority="id of b", kept=False)]


def test_by_default_it_is_about_the_last_boxes_that_have_begun() -> None:
    boxes = after(fill("a"), fill("b", week=COMING))
    assert decide(mark("1", True), boxes) == [PriorityMarked(week=NOW, priority="id of a", kept=True)]
    assert decide(mark("1", True, this_week="2026-W40"), boxes) == [
        PriorityMarked(week=COMING, priority="id of b", kept=True)
    ]
    with pytest.raises(WrongState, match=f"{COMING} has not begun"):
        decide(mark("1", True, COMING), boxes)


def test_what_is_not_there_can_not_be_marked() -> None:
    with pytest.raises(WrongState, match="East has filled no boxes yet"):
        decide(mark("1", True), Boxes())
    boxes = after(fill("a"))
    with pytest.raises(NotFound, match=f"no boxes for {LAST}"):
        decide(mark("1", True, LAST), boxes)
    for which in ("2", "0", "x"):
        with pytest.raises(NotFound, match="give 1 to 1"):
            decide(mark(which, True), boxes)


@pytest.mark.parametrize("text", ["2026-W53", " 2026-w07 "])
def test_a_week_as_people_type_it(text: str) -> None:
    assert week_of(text) == text.strip().upper()


@pytest.mark.parametrize("text", ["2026-W54", "2025-W53", "33", "2026-33", ""])
def test_what_is_no_week(text: str) -> None:
    with pytest.raises(Invalid, match="is no ISO week; write it as 2026-W28"):
        week_of(text)


@pytest.fixture
def store() -> Iterator[Store]:
    made = make_store()
    yield made
    made.connection.close()
    made.connection.engine.dispose()


def told(store: Store, *commands: Command) -> None:
    boxes = Boxes()
    for command in commands:
        for event in decide(command, boxes):
            boxes = evolve(boxes, event)
            store.tell("four-boxes/u", event)


def test_a_page_shows_the_time_before_as_kept_not_kept_or_not_said(store: Store) -> None:
    store.tell(
        "objective/o", ObjectiveDrafted(title="o"), KeyResultAdded(key_result="k", title="Calls", measure=number())
    )
    first = fill("a", "b", "c", week="2026-W30", this_week="2026-W30")
    told(
        store,
        first,
        mark("1", True, this_week="2026-W30"),
        mark("2", False, this_week="2026-W31"),
        fill(
            "d",
            confidence=(BoxConfidence(key_result="k", confidence=7), BoxConfidence(key_result="gone", confidence=2)),
            next_weeks=(Sealed("Fair"),),
            health=(TeamHealth(name=Sealed("team"), sign="green"),),
        ),
    )
    page = four_boxes.page(store.connection, "u", "East", NOW)
    assert [(each.place, each.text, each.kept) for each in page.priorities] == [(1, "d", "not said")]
    assert page.last_week == "2026-W30", "weeks that nobody filled are passed over"
    assert [(each.text, each.kept) for each in page.last] == [("a", "kept"), ("b", "not kept"), ("c", "not said")]
    assert [(each.number, each.title, each.confidence) for each in page.confidence] == [
        ("KR-1", "Calls", 7),
        (None, None, 2),
    ]
    assert (page.next_weeks, [(each.name, each.sign, each.note) for each in page.health]) == (
        ("Fair",),
        [("team", "green", None)],
    )
    empty = four_boxes.page(store.connection, "u", "East", LAST)
    assert (empty.filled, empty.priorities, empty.last_week, len(empty.last)) == (None, (), "2026-W30", 3)
    never = four_boxes.page(store.connection, "u", "East", "2026-W29")
    assert (never.filled, never.last_week, never.last) == (None, None, ())
    assert four_boxes.page(store.connection, "other", "West", NOW).filled is None
    assert [row["team"] for row in four_boxes.filled_in(store.connection, NOW)] == ["East"]


def test_filling_again_keeps_what_was_said_of_a_priority_that_stays(store: Store) -> None:
    told(store, fill("a", "b"), mark("1", True), mark("2", True), fill("c", "a"))
    page = four_boxes.page(store.connection, "u", "East", NOW)
    assert [(each.text, each.kept) for each in page.priorities] == [("c", "not said"), ("a", "kept")]


WEEKS = ["2026-W30", LAST, NOW]


@examples(8, thorough=100)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(WEEKS), st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True), st.booleans()
        ),
        max_size=12,
    )
)
def test_a_rebuild_shows_what_the_live_view_does(told_: list[tuple[str, list[str], bool]]) -> None:
    boxes, events = Boxes(), list[Event]()
    for week, texts, kept in told_:
        commands: list[Command] = [fill(*texts, week=week, this_week=week), mark("1", kept, week)]
        for command in commands:
            for event in decide(command, boxes):
                boxes = evolve(boxes, event)
                events.append(event)
    live, rebuilt = make_store(), make_store()
    for event in events:
        live.tell("four-boxes/u", event)
    rebuilt.tell("four-boxes/u", *events)
    try:
        assert live.dump()["okr_four_boxes"] == rebuilt.dump()["okr_four_boxes"]
        for week in WEEKS:
            page = four_boxes.page(live.connection, "u", "East", week)
            filled = boxes.filled.get(week)
            assert (
                [each.text for each in page.priorities] == [each.text for each in filled.priorities] if filled else True
            )
            for each in page.priorities:
                said = boxes.marks.get((week, each.priority))
                assert each.kept == {True: "kept", False: "not kept", None: "not said"}[said]
    finally:
        for store in (live, rebuilt):
            store.connection.close()
            store.connection.engine.dispose()
