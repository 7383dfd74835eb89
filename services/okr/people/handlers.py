"""People join, move, are renamed, leave and are forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from services.okr import known_teams, typed_ids as resolve
from services.okr.kernel import rules
from services.okr.people import domain as person, view as people
from services.okr.people.domain import Forget, Join, Leave, Move, Person, Rename
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.executor import Executor, aggregates, new
from shared.command.done import Done
from shared.eventlog import EventLog, LogUnavailable, Order
from shared.identity import records, sign_in
from shared.outbox import files
from shared.outbox.channels import Channels
from shared.runtime import Runtime
from shared.sealing import Sealer
from shared.server.layout import Layout


class PeopleHandlers:
    """Use cases about people."""

    def __init__(
        self,
        runtime: Runtime,
        log: EventLog,
        executor: Executor,
        context: CommandContext,
        sealer: Sealer,
        channels: Channels,
        alone: asyncio.Lock,
    ) -> None:
        self._aggregates = aggregates(log, "person", Person(), person.decide, person.evolve)
        self._runtime, self._executor, self._context, self._sealer = runtime, executor, context, sealer
        self._channels, self._alone = channels, alone

    async def join(
        self,
        order: Order,
        *,
        name: str,
        function: str,
        email: str | None = None,
        team: str | None = None,
        manager: str | None = None,
        person: str | None = None,
    ) -> Done:
        """Somebody belongs to the company from now on; `person` is the id of somebody who comes back.

        Raises Invalid, WrongState (already here, or the e-mail is), NotFound (the manager).
        """
        id_ = person or await self._executor.new(self._aggregates.load, order, new("person"))
        named = rules.person_name(name)
        address = None if email is None else rules.email(email)
        index = None if address is None else self._sealer.email_index(address)
        async with self._alone:
            taken = False
            if index is not None:
                holder = await self._context.ask_current(lambda connection: people.here_with_email(connection, index))
                taken = holder not in (None, id_)
            command = Join(
                person=id_,
                name=await self._sealer.seal(id_, named),
                function=await self._function(function),
                email=None if address is None else await self._sealer.seal(id_, address),
                email_index=index,
                email_taken=taken,
                team=await self._team_as_here(team),
                manager=await self._context.person(manager),
            )
            return await self._executor.carry_out(self._aggregates, id_, command, order)

    async def move(
        self, order: Order, *, person: str, function: str, team: str | None = None, manager: str | None = None
    ) -> Done:
        """Function, team and manager from now on, all three. Raises Invalid, NotFound, WrongState (has left)."""
        id_ = await self._context.ask(lambda connection: resolve.person(connection, person))
        command = Move(
            id_, await self._function(function), await self._team_as_here(team), await self._context.person(manager)
        )
        return await self._executor.carry_out(self._aggregates, id_, command, order)

    async def _function(self, text: str) -> str:
        return await self._context.ask_current(lambda connection: known_teams.function_as_here(connection, text))

    async def _team_as_here(self, text: str | None) -> str | None:
        return (
            None
            if text is None
            else await self._context.ask_current(lambda connection: known_teams.team_as_here(connection, text))
        )

    async def rename(self, order: Order, *, person: str, name: str | None = None, email: str | None = None) -> Done:
        """Another name or e-mail from now on; what is None, or is so already, stays.

        Raises Invalid, NotFound, WrongState (has left, somebody here has the e-mail).
        """
        id_ = await self._context.ask(lambda connection: resolve.person(connection, person))
        named = None if name is None else rules.person_name(name)
        address = None if email is None else rules.email(email)
        async with self._alone:
            row = await self._context.ask_current(lambda connection: people.by_id(connection, id_))
            if row is not None and named == await self._sealer.open(row["name"]):
                named = None
            if row is not None and address == await self._sealer.open(row["email"]):
                address = None
            index = None if address is None else self._sealer.email_index(address)
            taken = False
            if index is not None:
                holder = await self._context.ask_current(lambda connection: people.here_with_email(connection, index))
                taken = holder not in (None, id_)
            command = Rename(
                person=id_,
                name=None if named is None else await self._sealer.seal(id_, named),
                email=None if address is None else await self._sealer.seal(id_, address),
                email_index=index,
                email_taken=taken,
            )
            return await self._executor.carry_out(self._aggregates, id_, command, order)

    async def leave(self, order: Order, *, person: str) -> Done:
        """The person no longer belongs to the company. Raises NotFound."""
        id_ = await self._context.ask(lambda connection: resolve.person(connection, person))
        return await self._executor.carry_out(self._aggregates, id_, Leave(), order)

    async def forget(self, order: Order, *, person: str) -> Done:
        """Nothing that was sealed for the person can be read any more, by anybody, ever. Raises NotFound.

        First the log says so, then the key is erased, then what file channels have of him: what breaks off in between
        is completed by the same command again, and by every start of the service.
        """
        id_ = await self._context.ask(lambda connection: resolve.person(connection, person))
        done = await self._executor.carry_out(self._aggregates, id_, Forget(), order)
        await self._sealer.erase(id_)
        await self.erase_access([id_])
        await self.erase_notices([id_])
        return done

    async def erase_access(self, people: Collection[str]) -> None:
        """Erase what is noted of these people's sessions, tokens and sign-in links."""

        def erase() -> None:
            with self._runtime.store.keep() as connection:
                records.forget(connection, people)
                sign_in.forget(connection, people)

        await asyncio.to_thread(erase)

    async def erase_notices(self, people: Collection[str]) -> None:
        """Erase what stands of these people in the files of notices. Raises LogUnavailable where one isn't writable."""
        try:
            await asyncio.to_thread(files.forget, Layout(self._runtime.settings.var).notices, people)
        except OSError as error:
            raise LogUnavailable(
                f"the key is erased, but not what stands in the notices' file {error.filename} ({error.strerror}); "
                "let it be written, and forget the person once more"
            ) from error

    async def not_taken_back(self) -> list[str]:
        """The channels through which notices have left that nobody can erase: webhooks and Slack, by name."""
        found = await asyncio.to_thread(self._channels.every)
        return [f"{each.name} ({each.kind})" for each in found if each.kind != "file"]
