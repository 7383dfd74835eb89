"""The table of who may do what, cell by cell, and that every command passes it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import pytest

from services.okr.absences import domain as absence
from services.okr.access import domain as access
from services.okr.cadences import domain as cadence
from services.okr.company import domain as company
from services.okr.days import domain as day
from services.okr.experiments import domain as experiment
from services.okr.four_boxes import domain as four_boxes
from services.okr.guard import Authorised, authorised, concerned
from services.okr.kernel.arithmetic import Said
from services.okr.kernel.permissions import (
    NOBODY,
    PERMISSIONS,
    Action,
    Actor,
    Concerned,
    Relation,
    allowed,
    must_be_allowed,
    relations,
)
from services.okr.notices.domain import choices as notices
from services.okr.objectives.domain import alignment, commands, decisions as objective_decisions
from services.okr.objectives.domain.objective import CheckIn, KeyResult, Objective, Status
from services.okr.people import domain as person
from services.okr.practice.domain import practice
from services.okr.quarters import domain as quarter
from services.okr.win_sessions.domain import commands as wins
from shared.events import Authority, Binary, Forbidden, NotFound, ObjectivePublished

OWNED = Concerned(owner="olga", key_result_owner="ken", team="East", author="ann", facilitator="fay")

ACTORS = {
    Relation.ADMIN: Actor("root", Authority.ADMIN),
    Relation.OWNER: Actor("olga", Authority.MEMBER),
    Relation.KEY_RESULT_OWNER: Actor("ken", Authority.MEMBER),
    Relation.MANAGER: Actor("mei", Authority.MEMBER, reports={"ken"}),
    Relation.TEAM: Actor("tom", Authority.MEMBER, team="East"),
    Relation.AUTHOR: Actor("ann", Authority.MEMBER),
    Relation.FACILITATOR: Actor("fay", Authority.MEMBER),
    Relation.ANYBODY: Actor("bob", Authority.MEMBER, team="West"),
    Relation.SERVICE: Actor("meter", Authority.SERVICE),
}

A, H, K, M, T, W, F, B, S = Relation
# The policy once more, written by hand: what the table must say, action by action.
POLICY: dict[Action, set[Relation]] = {
    Action.DRAFT: {A, H, K, M, T, W, F, B},
    Action.PUBLISH: {A, H, M},
    Action.REVISE: {A, H, M},
    Action.REASSIGN: {A, H, M},
    Action.MOVE_OBJECTIVE: {A, H, M},
    Action.ALIGN: {A, H, M},
    Action.ADD_KEY_RESULT: {A, H, M, T},
    Action.DROP_KEY_RESULT: {A, H, K, M},
    Action.REVISE_KEY_RESULT: {A, H, K, M},
    Action.RETARGET: {A, H, K, M},
    Action.WEIGH: {A, H, M},
    Action.REASSIGN_KEY_RESULT: {A, H, K, M},
    Action.LINK: {A, H, K, M},
    Action.MOVE_KEY_RESULT: {A, H, K, M},
    Action.PHASE: {A, H, K, M},
    Action.OVERRIDE: {A, H, K, M},
    Action.CHECK_IN: {A, H, K, M, T, S},
    Action.CORRECT: {A, W},
    Action.ACKNOWLEDGE: {A, H, M},
    Action.SCORE: {A, H, M},
    Action.POST_MORTEM: {A, H, M, T},
    Action.CLOSE: {A, H, M},
    Action.REOPEN: {A, H, M},
    Action.CARRY_OVER: {A, H, M},
    Action.SHARE: {H},
    Action.REACH_BACK: {A},
    Action.MANAGE_QUARTERS: {A},
    Action.SET_COMPANY: {A},
    Action.SET_CADENCE: {A},
    Action.KEEP_PEOPLE: {A, S},
    Action.FORGET: {A},
    Action.SCHEDULE_WIN: {A, F, T},
    Action.HOLD_WIN: {A, F},
    Action.TELL_WIN: {A, H, K, M, T, W, F, B},
    Action.EDIT_WIN: {A, H, K, M, W, F},
    Action.PRAISE: {A, H, K, M, T, W, F, B},
    Action.FILL_BOXES: {A, T},
    Action.EXPERIMENT: {A, H, K, M, T},
    Action.CONCLUDE_EXPERIMENT: {A, H, K, M, T, W},
    Action.KEEP_DAY: {W},
    Action.DEFINE_IDEAL: {A, T},
    Action.GIVE_SUPPORT: {A, H, K, M, T, W, F, B},
    Action.CHOOSE_NOTICES: {W},
    Action.BE_AWAY: {W},
    Action.END_ACCESS: {A, W},
    Action.CONFIRM_ACCESS: {A},
    Action.KEEP_TIME: set(),
}


@pytest.mark.parametrize("relation", Relation)
@pytest.mark.parametrize("action", Action)
def test_a_cell(action: Action, relation: Relation) -> None:
    actor = ACTORS[relation]
    assert relation in relations(actor, OWNED)
    assert allowed(actor, action, OWNED) is (relation in POLICY[action])
    assert allowed(Actor("clock", Authority.SYSTEM), action, OWNED)


def test_the_actors_of_the_cells_are_nothing_else() -> None:
    for relation, actor in ACTORS.items():
        assert relations(actor, OWNED) <= {relation, Relation.ANYBODY}


@pytest.mark.parametrize("action", [each for each in Action if Relation.OWNER in PERMISSIONS[each]])
def test_nobody_is_locked_out_of_what_nobody_owns(action: Action) -> None:
    east, west = ACTORS[Relation.TEAM], ACTORS[Relation.ANYBODY]
    assert allowed(west, action, NOBODY)
    assert allowed(east, action, Concerned(team="East"))
    assert not allowed(west, action, Concerned(team="East"))
    left = Concerned(owner="olga", team="East")
    assert allowed(replace(east, gone={"olga"}), action, left)
    assert not allowed(replace(west, gone={"olga"}), action, left)
    assert not allowed(ACTORS[Relation.SERVICE], action, NOBODY) or action is Action.CHECK_IN


def test_one_owner_is_enough_to_keep_others_out() -> None:
    link = Action.LINK
    assert not allowed(ACTORS[Relation.ANYBODY], link, Concerned(key_result_owner="ken"))
    assert not allowed(ACTORS[Relation.TEAM], link, Concerned(key_result_owner="ken", team="East"))
    assert allowed(ACTORS[Relation.MANAGER], link, Concerned(key_result_owner="ken"))


def test_a_program_that_owns_nothing_corrects_what_it_said() -> None:
    meter = ACTORS[Relation.SERVICE]
    assert allowed(meter, Action.CORRECT, Concerned(author="meter"))
    assert not allowed(meter, Action.CORRECT, Concerned(author="ann"))


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (
            Action.SCORE,
            "you may not score the objective; an admin, the objective's owner or an owner's",
        ),
        (Action.FORGET, "you may not forget a person; an admin may: ask one of them"),
        (Action.CORRECT, "an admin or whoever made it may"),
        (Action.KEEP_TIME, "nobody may say what time alone brings about"),
    ],
)
def test_a_refusal_says_who_may(action: Action, words: str) -> None:
    with pytest.raises(Forbidden, match=words):
        must_be_allowed(ACTORS[Relation.ANYBODY], action, OWNED)


def _leaves(union: Any) -> set[type]:
    args = get_args(union)
    return {union} if not args else set().union(*(_leaves(each) for each in args))


def test_every_command_is_an_action() -> None:
    unions = (
        commands.Command,
        quarter.Command,
        company.Command,
        person.Command,
        practice.Command,
        cadence.Set,
        experiment.Command,
        four_boxes.Command,
        day.Command,
        notices.Choose,
        absence.Command,
        access.Command,
        wins.Command,
    )
    actions = {leaf.action for each in unions for leaf in _leaves(each)}
    # The rest is asked before a process begins, or decides what a command may say.
    assert set(Action) - actions == {Action.REACH_BACK}


STATE = Objective(
    status=Status.DRAFT,
    title="Be heard",
    owner="olga",
    team="East",
    key_results={"k": KeyResult("Calls", Binary(), "ken")},
    check_ins={"c": CheckIn("k", Said(), None)},
)


def test_whom_a_command_concerns_is_read_from_the_objective() -> None:
    assert concerned(commands.Publish(), STATE) == Concerned("olga", None, "East")
    assert concerned(commands.DropKeyResult("k"), STATE) == Concerned("olga", "ken", "East")
    assert concerned(commands.DropKeyResult("elsewhere"), STATE) == Concerned("olga", None, "East")
    assert concerned(commands.Acknowledge("c", "bob", "ann"), STATE) == Concerned("olga", "ken", "East", "ann")
    assert concerned(quarter.Start(), quarter.Quarter()) == NOBODY


def test_the_guard_stands_before_the_decision() -> None:
    decide = authorised(objective_decisions.decide)
    assert decide(Authorised(commands.Publish(), ACTORS[Relation.OWNER]), STATE) == [ObjectivePublished()]
    with pytest.raises(Forbidden):
        decide(Authorised(commands.Publish(), ACTORS[Relation.TEAM]), STATE)
    with pytest.raises(NotFound):
        decide(Authorised(commands.Publish(), ACTORS[Relation.TEAM]), Objective())


def test_the_table_is_whole() -> None:
    assert set(PERMISSIONS) == set(Action) == set(POLICY)
    assert alignment.Adopt.action is Action.OVERRIDE
