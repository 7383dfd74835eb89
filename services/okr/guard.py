"""The one place where the table of permissions is enforced: in front of every decision, on the state it is made on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from services.okr.absences import domain as absence
from services.okr.access import domain as access
from services.okr.cadences import domain as cadence
from services.okr.company import domain as company
from services.okr.days import domain as day
from services.okr.experiments import domain as experiment
from services.okr.four_boxes import domain as four_boxes
from services.okr.kernel.permissions import NOBODY, Action, Actor, Concerned, must_be_allowed
from services.okr.notices.domain import choices as notices
from services.okr.objectives.domain import alignment, carry_over, commands, goalposts, scoring, sharing
from services.okr.objectives.domain.objective import Objective
from services.okr.objectives.domain.phasing import SetPlan
from services.okr.objectives.domain.sharing import must_be_seen
from services.okr.people import domain as person
from services.okr.practice.domain import practice
from services.okr.quarters import domain as quarter
from services.okr.win_sessions.domain import commands as wins
from shared.events import Event

S = TypeVar("S")
C = TypeVar("C")

ACTIONS: Mapping[type, Action] = MappingProxyType(
    {
        commands.Draft: Action.DRAFT,
        commands.Publish: Action.PUBLISH,
        commands.Revise: Action.REVISE,
        commands.Close: Action.CLOSE,
        commands.AddKeyResult: Action.ADD_KEY_RESULT,
        commands.DropKeyResult: Action.DROP_KEY_RESULT,
        commands.MakeCheckIn: Action.CHECK_IN,
        commands.Correct: Action.CORRECT,
        commands.Retract: Action.CORRECT,
        commands.Acknowledge: Action.ACKNOWLEDGE,
        commands.Remind: Action.KEEP_TIME,
        commands.NoteMissed: Action.KEEP_TIME,
        SetPlan: Action.PHASE,
        alignment.Align: Action.ALIGN,
        alignment.Link: Action.LINK,
        alignment.Override: Action.OVERRIDE,
        alignment.Adopt: Action.OVERRIDE,
        scoring.Score: Action.SCORE,
        scoring.ScoreUnjudged: Action.KEEP_TIME,
        scoring.Reopen: Action.REOPEN,
        scoring.WritePostMortem: Action.POST_MORTEM,
        carry_over.CarryOver: Action.CARRY_OVER,
        sharing.DraftPrivate: Action.DRAFT,
        sharing.Share: Action.SHARE,
        # What was decided on the old objective is written down by anybody: a carry-over that broke off is completed.
        carry_over.DraftCarried: Action.DRAFT,
        goalposts.Retarget: Action.RETARGET,
        goalposts.Reweigh: Action.WEIGH,
        goalposts.ReassignKeyResult: Action.REASSIGN_KEY_RESULT,
        goalposts.ReviseKeyResult: Action.REVISE_KEY_RESULT,
        goalposts.ReassignObjective: Action.REASSIGN,
        goalposts.MoveObjective: Action.MOVE_OBJECTIVE,
        goalposts.MoveAway: Action.MOVE_KEY_RESULT,
        goalposts.MoveHere: Action.ADD_KEY_RESULT,
        quarter.Plan: Action.MANAGE_QUARTERS,
        quarter.Start: Action.MANAGE_QUARTERS,
        quarter.End: Action.MANAGE_QUARTERS,
        quarter.Freeze: Action.MANAGE_QUARTERS,
        company.ChangeCalendar: Action.SET_COMPANY,
        company.SetThresholds: Action.SET_COMPANY,
        cadence.Set: Action.SET_CADENCE,
        person.Join: Action.KEEP_PEOPLE,
        person.Move: Action.KEEP_PEOPLE,
        person.Rename: Action.KEEP_PEOPLE,
        person.Leave: Action.KEEP_PEOPLE,
        person.Forget: Action.FORGET,
        notices.Choose: Action.CHOOSE_NOTICES,
        absence.BeAway: Action.BE_AWAY,
        absence.BeBack: Action.BE_AWAY,
        access.End: Action.END_ACCESS,
        access.Confirm: Action.CONFIRM_ACCESS,
        access.Suspend: Action.CONFIRM_ACCESS,
        experiment.Start: Action.EXPERIMENT,
        experiment.Extend: Action.CONCLUDE_EXPERIMENT,
        experiment.Conclude: Action.CONCLUDE_EXPERIMENT,
        experiment.AskFor: Action.KEEP_TIME,
        four_boxes.Fill: Action.FILL_BOXES,
        four_boxes.Mark: Action.FILL_BOXES,
        day.Open: Action.KEEP_DAY,
        day.Close: Action.KEEP_DAY,
        day.Invite: Action.KEEP_DAY,
        day.Dismiss: Action.KEEP_DAY,
        practice.DefineIdeal: Action.DEFINE_IDEAL,
        practice.GiveSupport: Action.GIVE_SUPPORT,
        wins.Schedule: Action.SCHEDULE_WIN,
        wins.Prepare: Action.HOLD_WIN,
        wins.Arrange: Action.HOLD_WIN,
        wins.Open: Action.HOLD_WIN,
        wins.Close: Action.HOLD_WIN,
        wins.Cancel: Action.SCHEDULE_WIN,
        wins.Tell: Action.TELL_WIN,
        wins.Edit: Action.EDIT_WIN,
        wins.Withdraw: Action.EDIT_WIN,
        wins.Praise: Action.PRAISE,
    }
)
"""What each command is an instance of."""


@dataclass(frozen=True, slots=True)
class Authorised(Generic[C]):
    """A command, and who asks for it."""

    command: C
    by: Actor


def authorised(decide: Callable[[C, S], list[Event]]) -> Callable[[Authorised[C], S], list[Event]]:
    """The same decision, refused to whom the table doesn't allow it. Raises Forbidden besides what `decide` raises."""

    def decide_if_allowed(command: Authorised[C], state: S) -> list[Event]:
        if isinstance(state, Objective) and state.readers is not None:
            must_be_seen(command.by, state)
        must_be_allowed(command.by, ACTIONS[type(command.command)], concerned(command.command, state))
        return decide(command.command, state)

    return decide_if_allowed


@runtime_checkable
class Concerning(Protocol):
    """A command that says itself whom it concerns."""

    def concerned(self, state: Any) -> Concerned:
        """Whom it concerns, as the aggregate's own events, and what the command was told, say."""


def concerned(command: object, state: object) -> Concerned:
    """Whom the command concerns, as the aggregate's own events tell."""
    if isinstance(command, Concerning):
        return command.concerned(state)
    if not isinstance(state, Objective):
        return NOBODY
    author: str | None = getattr(command, "author", None)
    key_result: str | None = getattr(command, "key_result", None)
    if isinstance(command, commands.Acknowledge):
        check_in = state.check_ins.get(command.check_in)
        key_result = None if check_in is None else check_in.key_result
    known = None if key_result is None else state.key_results.get(key_result)
    owner = None if known is None else known.owner
    return Concerned(state.owner, owner, state.team, author, private=state.readers is not None)
