"""Who may do what: one table of actions, and of how whoever acts is related to what he acts on.

Everybody sees everything that isn't private, and nobody is locked out of what nobody owns: where an objective has no
owner its team stands in for him, and where it has no team either, everybody does. An owner who has left the company is
none. For a key result both owners count, its own and its objective's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from shared.events import Authority, Forbidden


class Relation(StrEnum):
    """What whoever acts is to the thing that he acts on."""

    ADMIN = "an admin"
    OWNER = "the objective's owner"
    KEY_RESULT_OWNER = "the key result's owner"
    MANAGER = "an owner's manager"
    TEAM = "the team"
    AUTHOR = "whoever made it"
    FACILITATOR = "the session's facilitator"
    ANYBODY = "any member"
    SERVICE = "a program"


class Action(StrEnum):
    """What can be done, as a sentence names it after "may"."""

    DRAFT = "draft an objective"
    PUBLISH = "publish the objective"
    REVISE = "revise the objective"
    REASSIGN = "reassign the objective"
    MOVE_OBJECTIVE = "move the objective to another quarter"
    ALIGN = "align the objective"
    ADD_KEY_RESULT = "add a key result"
    DROP_KEY_RESULT = "drop the key result"
    REVISE_KEY_RESULT = "revise the key result"
    RETARGET = "retarget the key result"
    WEIGH = "weigh the key result"
    REASSIGN_KEY_RESULT = "reassign the key result"
    LINK = "link the key result"
    MOVE_KEY_RESULT = "move the key result"
    PHASE = "phase the key result"
    OVERRIDE = "set the key result's progress by hand, or adopt it again"
    CHECK_IN = "check in"
    CORRECT = "correct or retract the check-in"
    ACKNOWLEDGE = "acknowledge the check-in"
    SCORE = "score the objective"
    POST_MORTEM = "write the post-mortem"
    CLOSE = "close the objective"
    REOPEN = "reopen the objective"
    CARRY_OVER = "carry the objective over"
    SHARE = "say who sees the private objective"
    REACH_BACK = "put right what ended longer ago"
    MANAGE_QUARTERS = "plan, start, end or freeze a quarter"
    SET_COMPANY = "set the calendar or the thresholds"
    SET_CADENCE = "set a cadence"
    KEEP_PEOPLE = "say who joins, moves or leaves"
    FORGET = "forget a person"
    SCHEDULE_WIN = "schedule, move or cancel a win session"
    HOLD_WIN = "prepare, arrange, open or close the win session"
    TELL_WIN = "add a win"
    EDIT_WIN = "edit or withdraw the win"
    PRAISE = "praise somebody"
    FILL_BOXES = "fill the team's four boxes"
    EXPERIMENT = "start an experiment"
    CONCLUDE_EXPERIMENT = "extend or conclude the experiment"
    KEEP_DAY = "open or close the day, or say who reads it"
    DEFINE_IDEAL = "define the ideal state"
    GIVE_SUPPORT = "give support"
    CHOOSE_NOTICES = "choose the notices"
    BE_AWAY = "say that somebody is away"
    END_ACCESS = "end a session or token"
    CONFIRM_ACCESS = "confirm or suspend tokens"
    KEEP_TIME = "say what time alone brings about"


_ADMINS = frozenset({Relation.ADMIN})
_OWNERS = _ADMINS | {Relation.OWNER, Relation.MANAGER}
_BOTH_OWNERS = _OWNERS | {Relation.KEY_RESULT_OWNER}
_WITH_TEAM = _OWNERS | {Relation.TEAM}

PERMISSIONS: Mapping[Action, frozenset[Relation]] = MappingProxyType(
    {
        Action.DRAFT: frozenset({Relation.ADMIN, Relation.ANYBODY}),
        Action.PUBLISH: _OWNERS,
        Action.REVISE: _OWNERS,
        Action.REASSIGN: _OWNERS,
        Action.MOVE_OBJECTIVE: _OWNERS,
        Action.ALIGN: _OWNERS,
        Action.ADD_KEY_RESULT: _WITH_TEAM,
        Action.DROP_KEY_RESULT: _BOTH_OWNERS,
        Action.REVISE_KEY_RESULT: _BOTH_OWNERS,
        Action.RETARGET: _BOTH_OWNERS,
        # What one key result gains by it the others lose, so its own owner doesn't decide it.
        Action.WEIGH: _OWNERS,
        Action.REASSIGN_KEY_RESULT: _BOTH_OWNERS,
        Action.LINK: _BOTH_OWNERS,
        Action.MOVE_KEY_RESULT: _BOTH_OWNERS,
        Action.PHASE: _BOTH_OWNERS,
        Action.OVERRIDE: _BOTH_OWNERS,
        # A program that measures a key result checks in under its own name.
        Action.CHECK_IN: _BOTH_OWNERS | {Relation.TEAM, Relation.SERVICE},
        Action.CORRECT: frozenset({Relation.ADMIN, Relation.AUTHOR}),
        Action.ACKNOWLEDGE: _OWNERS,
        Action.SCORE: _OWNERS,
        Action.POST_MORTEM: _WITH_TEAM,
        Action.CLOSE: _OWNERS,
        Action.REOPEN: _OWNERS,
        Action.CARRY_OVER: _OWNERS,
        # Admins don't see it either, unless they are on the list.
        Action.SHARE: frozenset({Relation.OWNER}),
        Action.REACH_BACK: _ADMINS,
        Action.MANAGE_QUARTERS: _ADMINS,
        Action.SET_COMPANY: _ADMINS,
        # Who is owed a check-in how often is the company's business, so nobody excuses himself.
        Action.SET_CADENCE: _ADMINS,
        # A program of the personnel department keeps the list of people.
        Action.KEEP_PEOPLE: _ADMINS | {Relation.SERVICE},
        Action.FORGET: _ADMINS,
        # A team's is scheduled by the team; the company's by admins, and by its facilitator once it has one.
        Action.SCHEDULE_WIN: _ADMINS | {Relation.FACILITATOR, Relation.TEAM},
        Action.HOLD_WIN: _ADMINS | {Relation.FACILITATOR},
        Action.TELL_WIN: _ADMINS | {Relation.ANYBODY},
        # What is shown of somebody's work is his to shape, and the facilitator's, who has the minutes to keep.
        Action.EDIT_WIN: _BOTH_OWNERS | {Relation.AUTHOR, Relation.FACILITATOR},
        Action.PRAISE: _ADMINS | {Relation.ANYBODY},
        Action.FILL_BOXES: _ADMINS | {Relation.TEAM},
        Action.EXPERIMENT: _BOTH_OWNERS | {Relation.TEAM},
        Action.CONCLUDE_EXPERIMENT: _BOTH_OWNERS | {Relation.TEAM, Relation.AUTHOR},
        # A day is its owner's and nobody else's, whatever his role.
        Action.KEEP_DAY: frozenset({Relation.AUTHOR}),
        Action.DEFINE_IDEAL: _ADMINS | {Relation.TEAM},
        Action.GIVE_SUPPORT: _ADMINS | {Relation.ANYBODY},
        Action.CHOOSE_NOTICES: frozenset({Relation.AUTHOR}),
        # Everybody says it himself, to nobody in particular.
        Action.BE_AWAY: frozenset({Relation.AUTHOR}),
        # The author is whose it is.
        Action.END_ACCESS: frozenset({Relation.ADMIN, Relation.AUTHOR}),
        Action.CONFIRM_ACCESS: _ADMINS,
        Action.KEEP_TIME: frozenset(),
    }
)
"""The relations that each action takes; one of them is enough."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and what is known of him: his team and those whose manager he is.

    `gone` are all who have left the company.
    """

    id: str
    authority: Authority
    team: str | None = None
    reports: Collection[str] = frozenset()
    gone: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom an action concerns: who owns what it is done to, whose team's it is, who made it, who leads a win session.

    In a `private` objective everybody on the list, which is everybody who gets so far, counts as its team.
    """

    owner: str | None = None
    key_result_owner: str | None = None
    team: str | None = None
    author: str | None = None
    private: bool = False
    facilitator: str | None = None


NOBODY = Concerned()
"""Whom it concerns where nothing is there yet, or nothing is owned."""


def relations(actor: Actor, concerned: Concerned) -> frozenset[Relation]:
    """What the actor is to the thing."""
    found: set[Relation] = set()
    if concerned.author == actor.id:
        found.add(Relation.AUTHOR)
    if actor.authority is Authority.SERVICE:
        return frozenset(found | {Relation.SERVICE})
    found.add(Relation.ANYBODY)
    if concerned.facilitator == actor.id:
        found.add(Relation.FACILITATOR)
    if actor.authority is Authority.ADMIN:
        found.add(Relation.ADMIN)
    owner, key_result_owner = _here(concerned.owner, actor), _here(concerned.key_result_owner, actor)
    in_team = concerned.private or (concerned.team is not None and concerned.team == actor.team)
    if in_team:
        found.add(Relation.TEAM)
    if key_result_owner == actor.id:
        found.add(Relation.KEY_RESULT_OWNER)
    unowned = owner is None and key_result_owner is None
    if owner == actor.id or (unowned and (in_team or concerned.team is None)):
        found.add(Relation.OWNER)
    if any(each in actor.reports for each in (concerned.owner, concerned.key_result_owner) if each is not None):
        found.add(Relation.MANAGER)
    return frozenset(found)


def allowed(actor: Actor, action: Action, concerned: Concerned = NOBODY) -> bool:
    """Whether the actor may do this to the thing."""
    if actor.authority is Authority.SYSTEM:
        return True
    return not PERMISSIONS[action].isdisjoint(relations(actor, concerned))


def must_be_allowed(actor: Actor, action: Action, concerned: Concerned = NOBODY) -> None:
    """Raise Forbidden, with who may, unless the actor may do this to the thing."""
    if not allowed(actor, action, concerned):
        who = [each.value for each in Relation if each in PERMISSIONS[action]]
        if not who:
            raise Forbidden(f"nobody may {action}; it comes of itself")
        named = who[0] if len(who) == 1 else f"{', '.join(who[:-1])} or {who[-1]}"
        raise Forbidden(f"you may not {action}; {named} may: ask one of them")


def _here(person: str | None, actor: Actor) -> str | None:
    return None if person is None or person in actor.gone else person
