"""A rotation: the groups drawn for the time after a quarter, from draft to confirmation."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import assert_never

from shared.events import (
    Event,
    GroupsProposed,
    NotDrawnBecause,
    NotFound,
    PlannedGroup,
    ProvedOver,
    RotationConfirmed,
    RotationDiscarded,
    RotationDrafted,
    RotationNotDrawn,
    RuleGaveWay,
    Unfitting,
    WrongState,
    iso_week,
    monday_of,
    named_id,
)

CHUNK = 200
"""Groups in one `GroupsProposed`: about 40 KiB, well below what a record may hold."""

_QUARTER = re.compile(r"(\d{4}-|FY\d{4} |FY\d{2}/\d{2} )Q([1-4])", re.ASCII)
_YEAR = re.compile(r"\d+")


def rotation_id(programme: str, after_quarter: str, run: int) -> str:
    """The id of a programme's draw number `run` (from 1) for the time after a quarter: made once, whoever asks."""
    return named_id("rotation", programme, after_quarter, str(run))


def label_after(quarter: str) -> str:
    """What to call the time after a quarter.

    ``2026-Q4`` after ``2026-Q3``, ``FY2027 Q1`` after ``FY2026 Q4``, as a calendar has it; else ``after <label>``.
    """
    match = _QUARTER.fullmatch(quarter)
    if match is None:
        return f"after {quarter}"
    year, number = match[1], int(match[2])
    if number < 4:
        return f"{year}Q{number + 1}"
    return f"{_YEAR.sub(_next_year, year)}Q1"


def _next_year(year: re.Match[str]) -> str:
    digits = len(year[0])
    return f"{(int(year[0]) + 1) % 10**digits:0{digits}d}"


def week_after(week: str) -> str:
    """The ISO week after an ISO week: ``2027-W01`` after ``2026-W53``. Raises ValueError for what is none."""
    return iso_week(monday_of(week) + timedelta(days=7))


class Stale(WrongState):
    """The pool has changed since the draft was drawn, so its groups are no longer those that a draw would make."""


class Stage(StrEnum):
    """How far a rotation has come."""

    ABSENT = "absent"
    DRAFTED = "drafted"
    CONFIRMED = "confirmed"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Rotation:
    """What the rotation's events so far add up to. `pinned` and `forbidden` name people as the event does."""

    stage: Stage = Stage.ABSENT
    programme: str = ""
    after_quarter: str = ""
    label: str = ""
    groups: tuple[PlannedGroup, ...] = ()
    run: int = 1
    pool: str | None = None
    pinned: tuple[tuple[str, ...], ...] = ()
    forbidden: tuple[tuple[str, str], ...] = ()
    not_drawn: NotDrawnBecause | None = None


def evolve(rotation: Rotation, event: Event) -> Rotation:
    """Fold one event."""
    match event:
        case RotationDrafted():
            return Rotation(
                Stage.DRAFTED,
                event.programme,
                event.after_quarter,
                event.label,
                run=event.run,
                pool=event.pool,
                pinned=event.pinned,
                forbidden=event.forbidden,
            )
        case GroupsProposed(groups=groups):
            return replace(rotation, groups=rotation.groups + groups)
        case RotationNotDrawn(because=because):
            return replace(rotation, not_drawn=because)
        case RotationConfirmed():
            return replace(rotation, stage=Stage.CONFIRMED)
        case RotationDiscarded():
            return replace(rotation, stage=Stage.DISCARDED)
        case _:
            return rotation


@dataclass(frozen=True, slots=True)
class DraftRotation:
    """A draw is put forward: its groups, and how good they are.

    `waiting` are those whom own lists leave no place: they are told so themselves, and no event of it says who.
    """

    programme: str
    after_quarter: str
    label: str
    seed: str
    groups: tuple[PlannedGroup, ...]
    repeats: int
    turn: int | None = None
    least_repeats: int | None = None
    optimal: bool | None = None
    gap: int | None = None
    run: int = 1
    pool: str | None = None
    pinned: tuple[tuple[str, ...], ...] = ()
    forbidden: tuple[tuple[str, str], ...] = ()
    gave_way: tuple[RuleGaveWay, ...] = ()
    proved_over: ProvedOver = "kinds"
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteNotDrawn:
    """No draw of this time is possible as things are."""

    programme: str
    after_quarter: str
    label: str
    because: NotDrawnBecause
    run: int = 1


@dataclass(frozen=True, slots=True)
class ConfirmRotation:
    """The draft holds. `pool` is the digest of the pool as it is now; without it the draft holds whatever changed."""

    pool: str | None = None


@dataclass(frozen=True, slots=True)
class DiscardRotation:
    """The draft is thrown away; another may be drawn."""


@dataclass(frozen=True, slots=True)
class RecallDraft:
    """Changes nothing: with the id of the command that drew the rotation, its answer says that it was this one."""


Command = DraftRotation | NoteNotDrawn | ConfirmRotation | DiscardRotation | RecallDraft


def decide(command: Command, rotation: Rotation) -> list[Event]:
    """The events that the command brings about; none where nothing changes, so a retry is harmless.

    Raises Invalid for a draft that is no partition, NotFound, WrongState, and Stale for a draft that the pool left
    behind.
    """
    match command:
        case DraftRotation():
            return _draft(command) if rotation.stage is Stage.ABSENT else []
        case NoteNotDrawn():
            return _not_drawn(command, rotation)
        case RecallDraft():
            return []
        case ConfirmRotation():
            return _confirm(command, rotation)
        case DiscardRotation():
            return _discard(rotation)
        case _:
            assert_never(command)


def _draft(command: DraftRotation) -> list[Event]:
    if not command.groups:
        raise Unfitting("there is nobody to make groups of; a draw needs two people at least")
    if any(len(group.members) < 2 for group in command.groups):
        raise Unfitting("a group of the draft has fewer than two members; nobody may be alone")
    people = [person for group in command.groups for person in group.members]
    if len(set(people)) < len(people):
        raise Unfitting("somebody is in two groups of the draft; draw again")
    drafted = RotationDrafted(
        programme=command.programme,
        after_quarter=command.after_quarter,
        label=command.label,
        seed=command.seed,
        groups=len(command.groups),
        repeats=command.repeats,
        turn=command.turn,
        least_repeats=command.least_repeats,
        optimal=command.optimal,
        gap=command.gap,
        run=command.run,
        pool=command.pool,
        pinned=command.pinned,
        forbidden=command.forbidden,
        gave_way=command.gave_way,
        proved_over=command.proved_over,
    )
    starts = range(0, len(command.groups), CHUNK)
    return [drafted, *(GroupsProposed(groups=command.groups[start : start + CHUNK]) for start in starts)]


def _not_drawn(command: NoteNotDrawn, rotation: Rotation) -> list[Event]:
    if rotation.stage is not Stage.ABSENT or rotation.not_drawn == command.because:
        return []
    return [
        RotationNotDrawn(
            programme=command.programme,
            after_quarter=command.after_quarter,
            label=command.label,
            because=command.because,
            run=command.run,
        )
    ]


def _confirm(command: ConfirmRotation, rotation: Rotation) -> list[Event]:
    match rotation.stage:
        case Stage.ABSENT:
            raise NotFound("there is no such rotation")
        case Stage.DISCARDED:
            raise WrongState(f"this draft of {rotation.label} has been discarded; draw again and confirm the new one")
        case Stage.CONFIRMED:
            return []
        case Stage.DRAFTED:
            if command.pool is not None and rotation.pool is not None and command.pool != rotation.pool:
                raise Stale(
                    f"this draft of {rotation.label} is out of date: who can be drawn, or how, has changed since; "
                    "draw again and confirm the new draft"
                )
            return [RotationConfirmed(label=rotation.label, after_quarter=rotation.after_quarter)]
        case _:
            assert_never(rotation.stage)


def _discard(rotation: Rotation) -> list[Event]:
    match rotation.stage:
        case Stage.ABSENT:
            raise NotFound("there is no such rotation")
        case Stage.CONFIRMED:
            raise WrongState(f"the rotation {rotation.label} has been confirmed and can't be discarded any more")
        case Stage.DISCARDED:
            return []
        case Stage.DRAFTED:
            return [RotationDiscarded()]
        case _:
            assert_never(rotation.stage)
