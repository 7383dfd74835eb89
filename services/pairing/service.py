"""What can be done with pairing: each use case once, for HTTP, reactions and imports alike."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import count

from services.pairing import drawing
from services.pairing.domain import group, programme, rotation
from services.pairing.domain.group import DissolveGroup, FormGroup, Group, ReportMeeting, TakeOverMeeting
from services.pairing.domain.programme import DEFAULT, Approval, ConfigureProgramme, Programme
from services.pairing.domain.rotation import ConfirmRotation, DiscardRotation, Rotation, Stage, rotation_id
from services.pairing.drawing import Following, TooFewPeople
from services.pairing.pausing import Pauses
from services.pairing.views import quarters, rotations, trios
from shared.eventlog import Decider, Order, Outcome, Repository
from shared.events import Invalid, NotFound, WrongState, derived_id, iso_week, monday_of, named_id
from shared.ground import Ground
from shared.projection import Row

__all__ = ["Drafted", "Formed", "NotYetKnown", "Pairing", "TooFewPeople"]


Check = Callable[[], Awaitable[str | None]]


class NotYetKnown(RuntimeError):
    """The own store hasn't reached what the step stands on; it will, so try again."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """The rotation that a draw led to. `new` is false where it had been drawn before."""

    rotation: str
    stage: Stage
    version: int
    new: bool


@dataclass(frozen=True, slots=True)
class Formed:
    """How many groups a confirmed rotation has formed now, and how many former ones it has dissolved now."""

    formed: int
    dissolved: int


class Pairing:
    """The use cases, on the service's log and store. `checks` are what readiness asks, by name."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.checks: dict[str, Check] = {"projection": ground.not_ready, "log": ground.log_not_ready}
        self._store, self._zone = ground.store, ground.settings.zone
        self.pauses = Pauses(ground)
        self._approval: Approval = ground.settings.rotation_approval.value
        log = ground.log
        self._programmes: Repository[Programme, programme.Command] = Repository(
            log, Decider("pairing", "programme", Programme(), programme.decide, programme.evolve)
        )
        self._rotations: Repository[Rotation, rotation.Command] = Repository(
            log, Decider("pairing", "rotation", Rotation(), rotation.decide, rotation.evolve)
        )
        self._groups: Repository[Group, group.Command] = Repository(
            log, Decider("pairing", "group", Group(), group.decide, group.evolve)
        )

    async def programme(self) -> Programme:
        """The programme as the own store knows it, with the setting's approval where it was never configured."""
        return await asyncio.to_thread(drawing.programme_in, self._store, self._approval)

    async def configure_programme(self, command: ConfigureProgramme, order: Order) -> Outcome:
        """Make groups like this from the next draw on. Raises Invalid."""
        return await self._programmes.handle(DEFAULT, command, order)

    async def draft_rotation(self, after_quarter: str, order: Order) -> Drafted:
        """Draw groups for the time after a quarter (by id or label), unless a draw of it stands already.

        A discarded draw is followed by another one. The same command never draws twice. Raises NotFound, TooFewPeople.
        """
        following = await asyncio.to_thread(self._following, after_quarter)
        how = await self.programme()
        for run in count(1):
            absent = await asyncio.to_thread(self.pauses.absent, self._day(order.now))
            command = await asyncio.to_thread(drawing.draft, self._store, how, following, run, absent)
            name = rotation_id(DEFAULT, following.quarter, run)
            outcome = await self._rotations.handle(name, command, order)
            state, version = await self._rotations.load(name)
            if outcome.events or outcome.repeated or state.stage is not Stage.DISCARDED:
                return Drafted(name, state.stage, version, new=bool(outcome.events))
        raise AssertionError("unreachable")

    async def confirm_rotation(self, name: str, order: Order) -> Outcome:
        """Let a draft hold; its groups follow. Raises NotFound, and WrongState for a discarded draft."""
        return await self._rotations.handle(name, ConfirmRotation(), order)

    async def discard_rotation(self, name: str, order: Order) -> Outcome:
        """Throw a draft away. Raises NotFound, and WrongState for a confirmed rotation."""
        return await self._rotations.handle(name, DiscardRotation(), order)

    async def form_groups(self, name: str, confirmed: datetime, order: Order) -> Formed:
        """Form a confirmed rotation's groups, then dissolve those that it replaces.

        `confirmed` is when it was; its day is the groups' first. Each step is one idempotent command, so this may be
        broken off anywhere and begun again. Raises WrongState, NotYetKnown where the own store is behind.
        """
        state, _ = await self._rotations.load(name)
        if state.stage is not Stage.CONFIRMED:
            raise WrongState(f"rotation {name} is {state.stage}; only a confirmed one forms groups")
        on = self._day(confirmed)
        order = replace(order, effective=confirmed)
        formed = dissolved = 0
        for planned in state.groups:
            form = FormGroup(name, state.label, planned.members, on)
            step = replace(order, command=derived_id(name, f"form:{planned.group}"))
            formed += len((await self._groups.handle(planned.group, form, step)).events)
        for former in await self._replaced_by(name):
            step = replace(order, command=derived_id(name, f"dissolve:{former}"))
            dissolved += len((await self._groups.handle(former, DissolveGroup(on, name), step)).events)
        return Formed(formed, dissolved)

    async def report_meeting(
        self, name: str, by: str, order: Order, *, week: str | None = None, held_on: date | None = None
    ) -> Outcome:
        """Note that the group met in an ISO week, or on a day of it. The record names the group only, not `by`.

        Raises NotFound, Forbidden for somebody who is no member, Invalid and WrongState for a week out of reach.
        """
        today = self._day(order.now)
        if (week is None) == (held_on is None):
            raise Invalid("say when the group met: either the week or the day, not both")
        if held_on is not None and held_on > today:
            raise Invalid(f"{held_on} lies in the future; report the meeting once it was held")
        week = week or iso_week(held_on or today)
        order = replace(
            order,
            actor=f"group/{name}",
            effective=_week_begins(week),
            correlation=None,
            causation=None,
            traceparent=None,
        )
        return await self._groups.handle(name, ReportMeeting(by, week, today), order)

    async def take_over_group(
        self,
        source: str,
        name: str,
        members: Sequence[str],
        order: Order,
        *,
        label: str,
        formed_on: date,
        dissolved_on: date | None = None,
    ) -> tuple[str, int]:
        """Form a group that a former system knew as `name`, and dissolve it where it is over.

        Returns its id and how many events were written: none for a group that was taken over before. `order` gives
        actor, now, `recorded` and `imported_from`. Raises Invalid, WrongState, KeyReused where the former system now
        tells something else of the group.
        """
        ident = named_id(source, "group", name)
        form = FormGroup(named_id(source, "rotation", label), label, tuple(members), formed_on)
        step = replace(
            order,
            command=derived_id(ident, "form"),
            effective=_midnight(formed_on),
            digest=self._digest(label, str(formed_on), *sorted(members)),
        )
        written = len((await self._groups.handle(ident, form, step)).events)
        if dissolved_on is not None:
            over = _midnight(dissolved_on)
            # The former system can't have noted the end before it came.
            noted = max(order.recorded, over) if order.recorded is not None else None
            step = replace(
                order,
                command=derived_id(ident, "dissolve"),
                effective=over,
                recorded=noted,
                digest=self._digest(str(dissolved_on)),
            )
            written += len((await self._groups.handle(ident, DissolveGroup(dissolved_on), step)).events)
        return ident, written

    async def take_over_meeting(self, name: str, week: str, order: Order) -> Outcome:
        """Note a meeting that a former system knew; nothing is written for a week that is known already.

        Raises NotFound, Invalid, WrongState.
        """
        command = derived_id(named_id("meeting", name), week)
        step = replace(order, command=command, actor=f"group/{name}", effective=_week_begins(week))
        return await self._groups.handle(name, TakeOverMeeting(week), step)

    def _digest(self, *said: str) -> str:
        return self.ground.sealer.digest("\n".join(said).encode())

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()

    def _following(self, quarter: str) -> Following:
        with self._store.read() as connection:
            row = quarters.find(connection, quarter)
        if row is None:
            raise NotFound(f"there is no quarter {quarter!r}; name it by its label or its id")
        return Following(row["quarter"], rotation.label_after(row["label"]))

    async def _replaced_by(self, name: str) -> list[str]:
        """The groups to dissolve: those that the store shows, and those of former rotations that it doesn't yet."""

        def read() -> tuple[list[str], list[Row]]:
            with self._store.read() as connection:
                own = rotations.find(connection, name)
                if own is None or own["confirmed_at"] is None:
                    raise NotYetKnown(f"the store doesn't know yet that rotation {name} was confirmed; try again")
                shown = trios.replaced_by(connection, own)
                earlier = rotations.confirmed_before(connection, own)
                return shown, [row for row in earlier if trios.formed_of(connection, row["rotation"]) < row["groups"]]

        shown, unfinished = await asyncio.to_thread(read)
        replaced = dict.fromkeys(shown)
        for row in unfinished:
            state, _ = await self._rotations.load(row["rotation"])
            replaced |= dict.fromkeys(planned.group for planned in state.groups)
        return list(replaced)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _week_begins(week: str) -> datetime:
    try:
        return _midnight(monday_of(week))
    except ValueError as error:
        raise Invalid(f"{week!r} is no ISO week; write it as 2026-W28") from error
