"""Private objectives: their ids, who sees them, and what others' figures leave out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.okr.guard import Authorised, authorised
from services.okr.kernel.permissions import Actor
from services.okr.kernel.rules import SealedTitle, title
from services.okr.objectives.domain.commands import Command, Publish
from services.okr.objectives.domain.decisions import decide
from services.okr.objectives.domain.goalposts import ReassignObjective, Why
from services.okr.objectives.domain.objective import Objective, evolve
from services.okr.objectives.domain.sharing import (
    MOST_READERS,
    DraftPrivate,
    Share,
    is_private,
    must_be_seen,
    must_tell_nothing,
    objective_id,
    objective_of,
    part_id,
)
from services.okr.objectives.views.private_objectives import PrivateObjectives
from services.okr.quarter_ends.domain import Listed, QuarterLines
from shared.events import (
    Authority,
    Binary,
    Forbidden,
    Invalid,
    Milestone,
    Milestones,
    NotFound,
    ObjectiveDrafted,
    ObjectivePublished,
    ObjectiveReassigned,
    ObjectiveShared,
    Ordinal,
    Sealed,
    Stage,
    Stages,
    WrongState,
)
from tests.core_kit import record, records

UUID = "8f0c9a52-5d0e-5b7e-9c5b-0d0d3f5f6a11"
OWN = objective_id(UUID)
DRAFTED = ObjectiveDrafted(title="sealed", owner="olga", quarter="q")


def given(*events: object) -> Objective:
    state = Objective()
    for event in events:
        state = evolve(state, event)  # type: ignore[arg-type]
    return state


STATE = given(DRAFTED, ObjectiveShared(people=("olga", "rei")))
OLGA, REI, BOB = (Actor(name, Authority.MEMBER) for name in ("olga", "rei", "bob"))


def test_an_id_says_that_it_is_private_and_where_it_belongs() -> None:
    assert OWN == "po-0d0d3f5f6a11"
    part = part_id("pk", OWN, "8f0c9a52-5d0e-5b7e-9c5b-aaaaaaaaaaaa")
    assert part == "pk-0d0d3f5f6a11-aaaaaaaaaaaa"
    assert objective_of(f" {part.upper()} ") == objective_of(OWN) == OWN
    for text in ("O-4", "KR-17", "P-3", UUID, "po-1", "po-0d0d3f5f6a1g", f"{OWN}.x", ""):
        assert not is_private(text)
        with pytest.raises(ValueError, match="no private objective"):
            objective_of(text)


def test_only_those_on_the_list_who_are_here_see_it() -> None:
    for actor in (OLGA, REI, replace(REI, authority=Authority.ADMIN), Actor("clock", Authority.SYSTEM)):
        must_be_seen(actor, STATE)
    for actor in (BOB, replace(BOB, authority=Authority.ADMIN), replace(REI, gone={"rei"})):
        with pytest.raises(NotFound, match="there is no such objective"):
            must_be_seen(actor, STATE)
        with pytest.raises(NotFound, match="there is no such objective"):
            must_be_seen(actor, Objective())


def test_the_guard_hides_before_it_forbids() -> None:
    asked = authorised(decide)
    publish: Command = Publish()
    with pytest.raises(NotFound):
        asked(Authorised(publish, replace(BOB, authority=Authority.ADMIN)), STATE)
    with pytest.raises(Forbidden):
        asked(Authorised(publish, REI), STATE)
    assert asked(Authorised(publish, OLGA), STATE) == [ObjectivePublished()]
    assert asked(Authorised(publish, replace(REI, gone={"olga"})), STATE) == [ObjectivePublished()]


def test_the_list_always_holds_the_owner() -> None:
    assert decide(DraftPrivate(DRAFTED, ("rei", "rei")), Objective()) == [
        DRAFTED,
        ObjectiveShared(people=("olga", "rei")),
    ]
    assert decide(Share(("bob",)), STATE) == [ObjectiveShared(people=("olga", "bob"))]
    assert decide(Share(("rei", "olga")), STATE) == []
    assert given(DRAFTED, ObjectiveShared(people=("olga",)), ObjectiveReassigned(owner="bob")).readers == {
        "olga",
        "bob",
    }


@pytest.mark.parametrize(
    ("command", "state", "refusal", "words"),
    [
        (DraftPrivate(DRAFTED, ()), STATE, WrongState, "already written down"),
        (DraftPrivate(ObjectiveDrafted(title="s"), ()), Objective(), Invalid, "needs an owner"),
        (Share(()), given(DRAFTED), WrongState, "everybody sees it"),
        (Share(tuple(str(each) for each in range(MOST_READERS))), STATE, Invalid, "101 people; share it with at most"),
        (ReassignObjective(None, None, Why("olga", Sealed("x"))), STATE, Invalid, "needs an owner"),
    ],
)
def test_refusals(command: Command, state: Objective, refusal: type[Exception], words: str) -> None:
    with pytest.raises(refusal, match=words):
        decide(command, state)


def test_a_measure_may_not_say_in_words_what_it_is_about() -> None:
    must_tell_nothing(Binary())
    must_tell_nothing(Ordinal())
    for measure in (
        Ordinal(target="bought"),
        Milestones(milestones=(Milestone(name="sign"),)),
        Stages(stages=(Stage(name="talks"),)),
    ):
        with pytest.raises(Invalid, match="are not sealed"):
            must_tell_nothing(measure)


def test_a_sealed_title_is_taken_as_it_is() -> None:
    assert type(title(SealedTitle("sealed:v1:" + "x" * 2000))) is str
    with pytest.raises(Invalid):
        title("sealed:v1:" + "x" * 2000)


def test_a_frozen_quarter_leaves_them_out() -> None:
    lines = QuarterLines("q", Listed())
    for each in records(
        [
            record(DRAFTED, aggregate=f"private/objective/{OWN}"),
            record(DRAFTED, aggregate="objective/o1"),
            record(ObjectivePublished(), aggregate=f"private/objective/{OWN}", version=2),
        ]
    ):
        lines.take(each)
    assert [line.aggregate for line in lines.lines] == ["objective/o1"]


def test_the_view_of_lists_hears_of_private_ones_only() -> None:
    assert PrivateObjectives.private
    assert set(PrivateObjectives().handlers()) == {ObjectiveShared, ObjectiveReassigned}
