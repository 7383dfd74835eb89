"""A term of the role models' programme: who gets whom, from draft to end. Confidential: people are keyed digests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from services.pairing.rotations.domain import Stage
from shared.events import (
    AssignmentMethod,
    Event,
    Invalid,
    NotFound,
    Placement,
    PlacementsProposed,
    TermConfirmed,
    TermDiscarded,
    TermDrafted,
    TermEnded,
    Unfitting,
    WrongState,
    named_id,
)
from shared.texts import shown

PROGRAMME = named_id("programme", "role-models")
"""The programme of role models that every company has without configuring anything."""

CHUNK = 200
"""Placements in one `PlacementsProposed`: about 30 KiB, well below what a record may hold."""


def term_id(label: str) -> str:
    """The id of the programme's term with this label, whatever its case."""
    return named_id("term", PROGRAMME, label.strip().casefold())


@dataclass(frozen=True, slots=True)
class Term:
    """What the term's events so far add up to."""

    stage: Stage = Stage.ABSENT
    label: str = ""
    begins: date = date.min
    ends: date = date.min
    pool: str = ""
    method: AssignmentMethod = "stable"
    ended: bool = False


def evolve(term: Term, event: Event) -> Term:
    """Fold one event. Total: it never raises and ignores what it doesn't know."""
    match event:
        case TermDrafted(label=label, begins=begins, ends=ends, pool=pool, method=method):
            return Term(Stage.DRAFTED, label, begins, ends, pool, method)
        case TermConfirmed():
            return replace(term, stage=Stage.CONFIRMED)
        case TermDiscarded():
            return replace(term, stage=Stage.DISCARDED)
        case TermEnded():
            return replace(term, ended=True)
        case _:
            return term


@dataclass(frozen=True, slots=True)
class DraftTerm:
    """An assignment is put forward, in place of any former draft of the term."""

    drafted: TermDrafted
    placements: tuple[Placement, ...]


@dataclass(frozen=True, slots=True)
class ConfirmTerm:
    """The draft holds; `pool` is the digest of what would be assigned from now."""

    pool: str


@dataclass(frozen=True, slots=True)
class DiscardTerm:
    """The draft is thrown away; another may be drawn."""


@dataclass(frozen=True, slots=True)
class EndTerm:
    """The term is over from this day on: its last has come, or an organiser ends it."""

    on: date


Command = DraftTerm | ConfirmTerm | DiscardTerm | EndTerm


def decide(command: Command, term: Term) -> list[Event]:
    """The events that the command brings about; none where nothing changes. Raises Invalid, NotFound, WrongState."""
    match command:
        case DraftTerm(drafted=drafted, placements=placements):
            return _draft(drafted, placements, term)
        case ConfirmTerm(pool=pool):
            return _confirm(pool, term)
        case DiscardTerm():
            return _discard(term)
        case EndTerm(on=on):
            return _end(on, term)
        case _:
            assert_never(command)


def _draft(drafted: TermDrafted, placements: tuple[Placement, ...], term: Term) -> list[Event]:
    if not drafted.label.strip():
        raise Invalid("a term needs a name, such as 2026-H2")
    shown(drafted.label, "term's name")
    if drafted.ends <= drafted.begins:
        raise Unfitting(f"a term from {drafted.begins} can't end on {drafted.ends}; give a later day")
    if not drafted.role_models:
        raise WrongState("nobody has offered to be a role model yet; draw the term once somebody has")
    if not drafted.seekers:
        raise WrongState("nobody seeks a role model yet; draw the term once somebody does")
    if term.stage is Stage.CONFIRMED:
        raise WrongState(f"the term {term.label} has been confirmed; draw another one, by another name")
    same = (term.begins, term.ends, term.pool, term.method) == (
        drafted.begins,
        drafted.ends,
        drafted.pool,
        drafted.method,
    )
    if term.stage is Stage.DRAFTED and same:
        return []
    starts = range(0, len(placements), CHUNK)
    return [drafted, *(PlacementsProposed(placements=placements[start : start + CHUNK]) for start in starts)]


def _confirm(pool: str, term: Term) -> list[Event]:
    match term.stage:
        case Stage.ABSENT:
            raise NotFound("there is no such term")
        case Stage.DISCARDED:
            raise WrongState(f"the draft of {term.label} has been discarded; draw it again and confirm the new one")
        case Stage.CONFIRMED:
            return []
        case Stage.DRAFTED if pool != term.pool:
            raise WrongState(
                f"people, offers or wishes have changed since {term.label} was drawn; draw it again, look at it and "
                "confirm it then"
            )
        case Stage.DRAFTED:
            return [TermConfirmed(label=term.label)]
        case _:
            assert_never(term.stage)


def _discard(term: Term) -> list[Event]:
    match term.stage:
        case Stage.ABSENT:
            raise NotFound("there is no such term")
        case Stage.CONFIRMED:
            raise WrongState(f"the term {term.label} has been confirmed and can't be discarded any more; end it")
        case Stage.DISCARDED:
            return []
        case Stage.DRAFTED:
            return [TermDiscarded()]
        case _:
            assert_never(term.stage)


def _end(on: date, term: Term) -> list[Event]:
    if term.stage is Stage.ABSENT:
        raise NotFound("there is no such term")
    if term.stage is not Stage.CONFIRMED:
        raise WrongState(f"the term {term.label} is {term.stage}; only a confirmed one ends")
    return [] if term.ended else [TermEnded(on=on)]
