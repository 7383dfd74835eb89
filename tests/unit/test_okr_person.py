"""A person joins, moves, leaves and comes back."""

from __future__ import annotations

import pytest

from services.okr.people.domain import Command, Forget, Join, Leave, Move, Person, Rename, decide, evolve
from shared.events import (
    Event,
    Invalid,
    NotFound,
    PersonForgotten,
    PersonJoined,
    PersonLeft,
    PersonMoved,
    PersonRenamed,
    Sealed,
    WrongState,
)

NAME = Sealed("sealed:v1:p:x")
JOINED = PersonJoined(name=NAME, function="Dev", team="Core", manager="m")


def given(*events: Event) -> Person:
    state = Person()
    for event in events:
        state = evolve(state, event)
    return state


def test_joining() -> None:
    join = Join("p", NAME, " Sales ", email=NAME, email_index="h", team="East", manager="m")
    assert decide(join, given()) == [
        PersonJoined(name=NAME, function="Sales", email=NAME, email_index="h", team="East", manager="m")
    ]


def test_coming_back() -> None:
    assert decide(Join("p", NAME, "Dev"), given(JOINED, PersonLeft())) == [PersonJoined(name=NAME, function="Dev")]


def test_moving() -> None:
    assert decide(Move("p", "CS", "Core", "m"), given(JOINED)) == [PersonMoved(function="CS", team="Core", manager="m")]
    assert decide(Move("p", "Dev", "Core", "m"), given(JOINED)) == []
    assert decide(Move("p", "Dev", None, None), given(JOINED)) == [PersonMoved(function="Dev")]


def test_being_renamed() -> None:
    other = Sealed("sealed:v1:p:y")
    assert decide(Rename("p", name=other), given(JOINED)) == [PersonRenamed(name=other)]
    assert decide(Rename("p", email=other, email_index="i"), given(JOINED)) == [
        PersonRenamed(email=other, email_index="i")
    ]
    assert decide(Rename("p"), given(JOINED)) == []
    # Function, team and manager stay.
    assert given(JOINED, PersonRenamed(name=other)) == given(JOINED)


def test_an_e_mail_is_one_person_s() -> None:
    with pytest.raises(WrongState, match="has this e-mail address already"):
        decide(Rename("p", email=NAME, email_index="i", email_taken=True), given(JOINED))


@pytest.mark.parametrize("events", [(), (JOINED, PersonLeft()), (JOINED, PersonLeft(), PersonForgotten())])
def test_only_who_is_here_is_renamed(events: tuple[Event, ...]) -> None:
    with pytest.raises((NotFound, WrongState)):
        decide(Rename("p", name=NAME), given(*events))


def test_leaving_is_done_once() -> None:
    assert decide(Leave(), given(JOINED)) == [PersonLeft()]
    assert decide(Leave(), given(JOINED, PersonLeft())) == []
    assert decide(Leave(), given(JOINED, PersonLeft(), JOINED)) == [PersonLeft()]


def test_who_is_forgotten_leaves_by_it_and_is_forgotten_once() -> None:
    assert decide(Forget(), given(JOINED)) == [PersonLeft(), PersonForgotten()]
    assert decide(Forget(), given(JOINED, PersonLeft())) == [PersonForgotten()]
    assert decide(Forget(), given(JOINED, PersonLeft(), PersonForgotten())) == []
    assert decide(Leave(), given(JOINED, PersonForgotten())) == []


@pytest.mark.parametrize(
    ("events", "command", "refusal", "words"),
    [
        ([JOINED], Join("p", NAME, "Dev"), WrongState, "already joined"),
        ([], Join("p", NAME, "Dev", email_index="h", email_taken=True), WrongState, "this e-mail address already"),
        ([], Join("p", NAME, "  "), Invalid, "the function is empty"),
        ([], Join("p", NAME, "x" * 101), Invalid, "101 characters; shorten it to 100"),
        ([], Join("p", NAME, "Dev", team=""), Invalid, "the team is empty"),
        ([], Join("p", NAME, "Dev", manager="p"), Invalid, "nobody is his own manager"),
        ([JOINED], Move("p", "Dev", manager="p"), Invalid, "nobody is his own manager"),
        ([], Move("p", "Dev"), NotFound, "no such person"),
        ([JOINED, PersonLeft()], Move("p", "Dev"), WrongState, "has left"),
        ([], Leave(), NotFound, "no such person"),
        ([], Forget(), NotFound, "no such person"),
        ([JOINED, PersonLeft(), PersonForgotten()], Join("p", NAME, "Dev"), WrongState, "forgotten, for good"),
        ([JOINED, PersonLeft(), PersonForgotten()], Move("p", "Dev"), WrongState, "has left"),
    ],
)
def test_refusals(events: list[Event], command: Command, refusal: type[Exception], words: str) -> None:
    with pytest.raises(refusal, match=words):
        decide(command, given(*events))
