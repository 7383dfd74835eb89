"""Win sessions are scheduled, prepared from what the log tells, opened and closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time, tzinfo
from functools import partial

from msgspec import structs
from sqlalchemy import Connection

from services.okr.kernel.units import unit_name
from services.okr.quarters import view as quarters
from services.okr.runtime.authors_words import AuthorsWords
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.executor import Executor
from services.okr.win_sessions.domain import commands as wins
from services.okr.win_sessions.domain.agenda import item_of
from services.okr.win_sessions.domain.rhythm import before, first, following
from services.okr.win_sessions.domain.session import Sessions
from services.okr.win_sessions.handlers.places import WinPlaces
from services.okr.win_sessions.views.wins import Collected, collect
from shared.command.done import Done
from shared.eventlog import Order
from shared.events import WinEvery, WrongState
from shared.projection import position_in


class WinSessionHandlers:
    """Use cases of those who hold win sessions. `Done.id` is the session's id; sessions are named by it, or by `W-3`.

    A team of None is the whole company. Times are by the company's clocks.
    """

    def __init__(self, executor: Executor, context: CommandContext, words: AuthorsWords, win_places: WinPlaces) -> None:
        self._executor, self._context, self._words, self._win_places = executor, context, words, win_places

    async def schedule(
        self,
        order: Order,
        *,
        team: str | None = None,
        at: datetime | None = None,
        facilitator: str | None = None,
        every: WinEvery | None = None,
        minutes: int | None = None,
    ) -> Done:
        """Hold a session; where one is scheduled, move it. What is left out stays as it was with the last one.

        Raises Invalid (also without a facilitator), NotFound, Forbidden, WrongState (one is open).
        """
        team, unit, state = await self._win_places.unit(team)
        named = await self._win_places.led_by(facilitator)
        if at is None and state.now is None:
            at = await self._next_at(state, order.now)
        command = wins.Schedule(
            session=order.made("win session")[0],
            now=order.now,
            team=team,
            at=at,
            facilitator=named,
            every=every,
            minutes=minutes,
        )
        return await self._hold(unit, command, order)

    async def prepare(
        self,
        order: Order,
        *,
        team: str | None = None,
        at: datetime | None = None,
        facilitator: str | None = None,
        every: WinEvery | None = None,
        minutes: int | None = None,
        since: datetime | None = None,
    ) -> Done:
        """Collect the wins since the team's last session, and put them on the agenda with an order and minutes.

        Where no session is scheduled, one is, led by whoever prepares it. `since` says what "since the last one" means
        for a team that never held one: by default one rhythm ago, or the quarter's beginning where nothing was won
        since. Raises Invalid, NotFound, Forbidden, WrongState.
        """
        team, unit, state = await self._win_places.unit(team)
        session, new = state.now, order.made("win session")
        # The same command again has found the session scheduled by itself.
        if session is not None and session.id not in new and (at, facilitator, every, minutes) != (None,) * 4:
            raise WrongState(
                f"a session of {unit_name(team)} is scheduled already; move it by scheduling it again, then prepare it"
            )
        id_ = new[0] if session is None else session.id
        rhythm = every or (session.every if session is not None else "month")
        collection = await self._collected(order, team, state, rhythm, id_, since)
        if session is not None:
            await self._win_places.must_be_led(session, team, begun=False)
            return await self._hold(unit, wins.Prepare(session=id_, collection=collection), order)
        command = wins.Schedule(
            session=id_,
            now=order.now,
            team=team,
            at=at or await self._next_at(state, order.now),
            facilitator=await self._win_places.led_by(facilitator) or order.actor,
            every=every,
            minutes=minutes,
            collection=collection,
        )
        return await self._hold(unit, command, order)

    async def arrange(self, order: Order, *, session: str, items: Sequence[tuple[str, int | None]]) -> Done:
        """These items first, in this order, with these minutes; None leaves them. Raises Invalid, NotFound."""
        place, state = await self._win_places.session(session)
        named = tuple((self._win_places.item(state, place, item), minutes) for item, minutes in items)
        await self._win_places.must_be_led(state.sessions[place.session], state.team, begun=False)
        return await self._hold(place.unit, wins.Arrange(session=place.session, items=named), order)

    async def open(self, order: Order, *, session: str) -> Done:
        """The session begins. Raises NotFound, Forbidden, WrongState (not prepared, open already, or over)."""
        place, state = await self._win_places.session(session)
        await self._win_places.must_be_led(state.sessions[place.session], state.team, begun=True)
        return await self._hold(place.unit, wins.Open(session=place.session), order)

    async def close(self, order: Order, *, session: str, note: str | None = None) -> Done:
        """The session was held; the next one is scheduled. Raises Invalid, NotFound, Forbidden, WrongState."""
        place, state = await self._win_places.session(session)
        await self._win_places.must_be_led(state.sessions[place.session], state.team, begun=True)
        command = wins.Close(
            session=place.session,
            following=order.made("win session")[0],
            now=order.now,
            zone=await self._win_places.company_zone(order.now),
            note=await self._words.comment(order, note, "note"),
        )
        return await self._hold(place.unit, command, order)

    async def cancel(self, order: Order, *, session: str, reason: str | None = None) -> Done:
        """The session is not held; the next one is scheduled. Raises Invalid, NotFound, Forbidden, WrongState."""
        place, _ = await self._win_places.session(session)
        command = wins.Cancel(
            session=place.session,
            following=order.made("win session")[0],
            now=order.now,
            zone=await self._win_places.company_zone(order.now),
            reason=await self._words.comment(order, reason, "reason"),
        )
        return await self._hold(place.unit, command, order)

    async def _hold(self, unit: str, command: wins.Command, order: Order) -> Done:
        named: str = command.session
        done = await self._executor.carry_out(self._win_places.aggregates, unit, command, order, named)
        if isinstance(command, wins.Schedule):
            state, _ = await self._win_places.aggregates.load(unit)
            done = replace(done, id=state.current or named)
        return done

    async def _next_at(self, state: Sessions, now: datetime) -> datetime:
        zone = await self._win_places.company_zone(now)
        last = None if state.last is None else state.sessions[state.last]
        found = None if last is None else following(last.at, last.every, zone, now)
        return found or first(now, zone)

    async def _collected(
        self, order: Order, team: str | None, state: Sessions, every: WinEvery, session: str, since: datetime | None
    ) -> wins.Collection:
        until = order.now

        def read(connection: Connection) -> wins.Collection:
            zone = self._win_places.zone_of(connection, until)
            take = partial(collect, connection, until=until, team=team, zone=zone)
            begun = None if state.now is None else state.now.since
            start = since or begun or state.collected_until
            if start is None:
                start = _first_since(connection, take, before(until, every, zone), zone)
            found = take(since=min(start, until))
            every_one = (structs.replace(win, item=item_of(session, win)) for win in (*found.items, *found.others))
            return wins.Collection(
                since=start,
                until=until,
                position=position_in(connection)[0],
                after=state.collected_until,
                wins=tuple(every_one),
                placed=frozenset(item_of(session, win) for win in found.items),
                met=found.met,
                expected=found.expected,
            )

        return await self._context.ask_whole(read)


def _first_since(connection: Connection, take: Callable[..., Collected], usual: datetime, zone: tzinfo) -> datetime:
    """Since when a team that never held a session tells its wins: one rhythm ago; the quarter's beginning, if by then
    there were none, for a first agenda that is empty brings nobody back to a second."""
    begun = quarters.running_since(connection, usual.astimezone(zone).date())
    if begun is None or take(since=usual).items:
        return usual
    return datetime.combine(begun, time(), zone)
