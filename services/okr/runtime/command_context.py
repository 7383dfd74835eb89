"""What a command must know of others, asked from the service's own views."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple, Protocol, TypeVar

from sqlalchemy import Connection

from services.okr import known_teams, typed_ids as resolve
from services.okr.company.view import company_days
from services.okr.kernel.back_dating import BackDating
from services.okr.kernel.period import Period
from services.okr.kernel.permissions import Actor
from services.okr.kernel.rule_book import rule_book
from services.okr.objectives.domain.sharing import is_private, objective_of
from services.okr.objectives.handlers.aggregates import ObjectiveLog
from services.okr.objectives.views import key_results, objectives, ties
from services.okr.people import view as people
from services.okr.quarters import view as quarters
from services.okr.quarters.view import back_dating
from shared.company.company_days import CompanyDays
from shared.eventlog import LogUnavailable, Outcome
from shared.events import Authority, NotFound
from shared.runtime import Runtime

T = TypeVar("T")

PATIENCE = 5.0
"""Seconds that a command waits for the views to reach what it must know."""

_FRESH = 1.0
_STABLE = 30.0
_KEPT = 50_000


class Follower(Protocol):
    """What knows how far the views are; the projection runner is one."""

    position: int

    async def wait_for_position(self, position: int, timeout: float) -> bool:
        """Whether the views reached this position of the log within `timeout` seconds."""


class Place(NamedTuple):
    """Where a key result belongs: its own id, its objective, and the objective's quarter; whether others feed it."""

    key_result: str
    objective: str
    quarter: str | None
    fed: bool = False


class CommandContext:
    """Answers from the views; what can't change any more, or is a second old at most, from memory."""

    def __init__(self, runtime: Runtime, objectives: ObjectiveLog) -> None:
        self._store, self._follower, self._log = runtime.store, runtime.runner, runtime.log
        self._zone, self._objectives = runtime.settings.zone, objectives
        self._written = 0
        self._places: dict[str, tuple[float, Place]] = {}
        self._tied: set[str] = set()
        self._periods: dict[str, tuple[float, Period]] = {}
        self._ended: dict[str, str] = {}
        self._back_dating: dict[str | None, tuple[float, BackDating]] = {}
        self._standings: dict[str, tuple[float, people.Membership]] = {}
        self._gone: tuple[float, frozenset[str]] = (0.0, frozenset())

    async def ask(self, question: Callable[[Connection], T]) -> T:
        """The views' answer. "There is no such thing" is told only by views that hold all that the log holds.

        Another instance may have written what these views don't know yet, and the projection may be another one's that
        stands still. Raises NotFound as the question does, LogUnavailable where the views don't get that far in time.
        """
        # Looked at before the read: the views may well catch up while the question is being answered from before.
        position = self._follower.position
        try:
            return await asyncio.to_thread(self._read, question)
        except NotFound:
            end = await self.end()
            if position >= end:
                raise
        if not await self._follower.wait_for_position(end, PATIENCE):
            raise LogUnavailable("the views are too far behind the log to know this; try again in a moment")
        return await asyncio.to_thread(self._read, question)

    async def ask_current(self, question: Callable[[Connection], T]) -> T:
        """The answer of views that hold everything this process has written. Raises LogUnavailable where they don't."""
        if not await self._follower.wait_for_position(self._written, PATIENCE):
            raise LogUnavailable("the views are too far behind the log to decide this; try again in a moment")
        return await asyncio.to_thread(self._read, question)

    async def ask_whole(self, question: Callable[[Connection], T]) -> T:
        """The answer of views that hold all that the log holds now. Raises LogUnavailable where they don't in time."""
        if not await self._follower.wait_for_position(await self.end(), PATIENCE):
            raise LogUnavailable("the views are too far behind the log to decide this; try again in a moment")
        return await asyncio.to_thread(self._read, question)

    async def end(self) -> int:
        """How far the log goes."""
        return (await self._log.info()).state.last_seq

    async def person(self, text: str | None) -> str | None:
        """The id of somebody who is named as people do (`P-3`); None for None. Raises NotFound."""
        return None if text is None else await self.ask(lambda connection: resolve.person(connection, text))

    async def known_team(self, text: str | None) -> str | None:
        """The team as it is written here. Raises NotFound, with the names that come near, where there is none."""
        if text is None:
            return None
        return await self.ask(lambda connection: known_teams.must_be_a_team(connection, text))

    async def team_for(self, text: str | None) -> str | None:
        """The team that something is to be of: any, as long as nobody was ever in one. Raises NotFound, Invalid."""
        if text is None:
            return None
        try:
            return await self.known_team(text)
        except NotFound:
            # By now the views hold all that the log holds.
            return await self.ask(lambda connection: known_teams.team_for(connection, text))

    async def objective(self, text: str) -> str:
        """The id of an objective (`O-4`). Raises NotFound; a private one need not be there."""
        if is_private(text):
            return objective_of(text)
        return await self.ask(lambda connection: resolve.objective(connection, text))

    async def quarter(self, text: str) -> str:
        """The id of a quarter (`2026-Q3`). Raises NotFound."""
        return await self.ask(lambda connection: resolve.quarter(connection, text))

    async def is_here(self, person: str) -> bool:
        """Whether somebody (an id) belongs to the company, by views that hold all that this process has written.

        That there is no such person is told only by views that hold all that the log holds.
        """
        row = await self.ask_current(lambda connection: people.by_id(connection, person))
        row = row or await self.ask_whole(lambda connection: people.by_id(connection, person))
        return row is not None and row["left"] is None

    async def today(self, now: datetime) -> date:
        """The day that it is now, where the company is."""
        return (await self.company_days()).of(now)

    async def company_days(self) -> CompanyDays:
        """When days begin where the company is, as its calendar has it now: also for questions about the past."""
        return await self.ask(lambda connection: company_days(connection, self._zone))

    async def place(self, key_result: str) -> Place:
        """Where a key result (KR-17, or its id) belongs. Raises NotFound; a private one need not be there."""
        if is_private(key_result):
            objective = objective_of(key_result)
            return Place(key_result.strip().lower(), objective, await self._quarter_of_private(objective))
        asked, known = self._places.get(key_result, (0.0, None))
        # Key results move rarely; one that did is refused by its former objective until this is asked again.
        if known is None or time.monotonic() - asked > _STABLE:
            known = await self.ask(lambda connection: _place(connection, key_result))
            if len(self._places) > _KEPT:
                self._places.clear()
            self._places[key_result] = (time.monotonic(), known)
        return known

    def moved(self, key_result: str) -> None:
        """Forget where this key result belonged, under whatever name it was asked for."""
        self._places = {text: entry for text, entry in self._places.items() if entry[1].key_result != key_result}

    def tied(self, key_result: str | None) -> None:
        """Know that others may feed this key result from now on, before the views do."""
        if key_result is not None:
            if len(self._tied) > _KEPT:
                self._tied.clear()
            self._tied.add(key_result)

    async def fed_by(self, place: Place) -> tuple[str, ...]:
        """The numbers of what says where the key result stands in place of check-ins on it, as the log has it now."""
        if not place.fed and place.key_result not in self._tied:
            return ()
        found = await self.ask_whole(lambda connection: _fed_by(connection, place))
        if not found:
            self._tied.discard(place.key_result)
        return found

    def objective_moved(self, objective: str) -> None:
        """Forget in which quarter the key results of this objective were."""
        self._places = {text: entry for text, entry in self._places.items() if entry[1].objective != objective}

    async def period(self, quarter: str | None) -> Period | None:
        """What decisions must know of a quarter, at most a second old; None for the backlog's None."""
        if quarter is None:
            return None
        asked, known = self._periods.get(quarter, (0.0, None))
        if known is None or time.monotonic() - asked >= _FRESH:
            known = await self.ask(lambda connection: quarters.period(connection, quarter, self._zone))
            self._periods[quarter] = (time.monotonic(), known)
        if not known.ended and quarter in self._ended:
            # The views will say so in a moment; nothing opens an ended quarter again.
            return Period(self._ended[quarter], ended=True)
        return known

    async def back_dating(self, quarter: str | None) -> BackDating:
        """How far back check-ins on a key result of this quarter may be dated, at most a second old."""
        asked, known = self._back_dating.get(quarter, (0.0, None))
        if known is None or time.monotonic() - asked >= _FRESH:
            known = await self.ask(lambda connection: back_dating(connection, quarter, self._zone))
            self._back_dating[quarter] = (time.monotonic(), known)
        return known

    async def period_of(self, objective: str) -> Period | None:
        """The same for the quarter of an objective."""
        if is_private(objective):
            return await self.period(await self._quarter_of_private(objective))
        return await self.period(await self.ask(lambda connection: objectives.quarter_of(connection, objective)))

    async def actor(self, id_: str, authority: Authority, *, anew: bool = False) -> Actor:
        """Who acts, with his team and those he manages; of half a minute ago, or as the log has it now (`anew`)."""
        if authority in (Authority.SYSTEM, Authority.ADMIN, Authority.SERVICE):
            return Actor(id_, authority)
        now = time.monotonic()
        asked, known = self._standings.get(id_, (0.0, None))
        if known is None or anew or now - asked > _STABLE:
            known = await (self.ask_whole if anew else self.ask)(lambda connection: people.standing(connection, id_))
            if len(self._standings) > _KEPT:
                self._standings.clear()
            self._standings[id_] = (now, known)
        asked, gone = self._gone
        if not asked or anew or now - asked > _STABLE:
            gone = frozenset(await self.ask(people.gone))
            self._gone = (now, gone)
        return Actor(id_, authority, known.team, known.reports, gone)

    def people_changed(self) -> None:
        """Forget who is in which team, manages whom, or has left."""
        self._standings.clear()
        self._gone = (0.0, frozenset())

    def ended(self, quarter: str, label: str) -> None:
        """Know at once that this quarter has ended, before the views do."""
        self._ended[quarter] = label
        self._periods.pop(quarter, None)

    def wrote(self, outcome: Outcome) -> None:
        """Remember how far this process has written."""
        if outcome.events:
            self._written = max(self._written, outcome.events[-1].position)

    async def _quarter_of_private(self, objective: str) -> str | None:
        return (await self._objectives.load(objective))[0].quarter

    def _read(self, question: Callable[[Connection], T]) -> T:
        with self._store.read() as connection:
            return question(connection)


def _fed_by(connection: Connection, place: Place) -> tuple[str, ...]:
    # What ended under rules by which such a check-in counts still takes final values.
    book = rule_book(quarters.rules_of(connection, place.quarter))
    return () if book.check_ins_override else ties.feeding(connection, place.key_result)


def _place(connection: Connection, text: str) -> Place:
    key_result = resolve.key_result(connection, text)
    objective = key_results.objective_of(connection, key_result)
    if objective is None:
        raise NotFound(f"there is no key result {text!r}")
    fed = bool(ties.feeding(connection, key_result))
    return Place(key_result, objective, objectives.quarter_of(connection, objective), fed)
