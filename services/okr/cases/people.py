"""People join, move, are renamed, leave and are forgotten."""

from __future__ import annotations

from services.okr.cases.base import Cases, Done, new
from services.okr.domain import rules
from services.okr.domain.person import Forget, Join, Leave, Move, Rename
from services.okr.views import people, resolve
from shared.eventlog import Order


class PeopleCases(Cases):
    """Use cases about people."""

    async def join_person(
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
        id_ = person or await self._new(self._people.load, order, new("person"))
        named = rules.person_name(name)
        address = None if email is None else rules.email(email)
        index = None if address is None else self._sealer.email_index(address)
        async with self._alone:
            taken = False
            if index is not None:
                holder = await self._facts.ask_current(lambda connection: people.here_with_email(connection, index))
                taken = holder not in (None, id_)
            command = Join(
                person=id_,
                name=await self._sealer.seal(id_, named),
                function=function,
                email=None if address is None else await self._sealer.seal(id_, address),
                email_index=index,
                email_taken=taken,
                team=team,
                manager=await self._person(manager),
            )
            return await self._carry_out(self._people, id_, command, order)

    async def move_person(
        self, order: Order, *, person: str, function: str, team: str | None = None, manager: str | None = None
    ) -> Done:
        """Function, team and manager from now on, all three. Raises Invalid, NotFound, WrongState (has left)."""
        id_ = await self._facts.ask(lambda connection: resolve.person(connection, person))
        command = Move(id_, function, team, await self._person(manager))
        return await self._carry_out(self._people, id_, command, order)

    async def rename_person(
        self, order: Order, *, person: str, name: str | None = None, email: str | None = None
    ) -> Done:
        """Another name or e-mail from now on; what is None, or is so already, stays.

        Raises Invalid, NotFound, WrongState (has left, somebody here has the e-mail).
        """
        id_ = await self._facts.ask(lambda connection: resolve.person(connection, person))
        named = None if name is None else rules.person_name(name)
        address = None if email is None else rules.email(email)
        async with self._alone:
            row = await self._facts.ask_current(lambda connection: people.by_id(connection, id_))
            if row is not None and named == await self._sealer.open(row["name"]):
                named = None
            if row is not None and address == await self._sealer.open(row["email"]):
                address = None
            index = None if address is None else self._sealer.email_index(address)
            taken = False
            if index is not None:
                holder = await self._facts.ask_current(lambda connection: people.here_with_email(connection, index))
                taken = holder not in (None, id_)
            command = Rename(
                person=id_,
                name=None if named is None else await self._sealer.seal(id_, named),
                email=None if address is None else await self._sealer.seal(id_, address),
                email_index=index,
                email_taken=taken,
            )
            return await self._carry_out(self._people, id_, command, order)

    async def leave_person(self, order: Order, *, person: str) -> Done:
        """The person no longer belongs to the company. Raises NotFound."""
        id_ = await self._facts.ask(lambda connection: resolve.person(connection, person))
        return await self._carry_out(self._people, id_, Leave(), order)

    async def forget_person(self, order: Order, *, person: str) -> Done:
        """Nothing that was sealed for the person can be read any more, by anybody, ever. Raises NotFound.

        First the log says so, then the key is erased: what breaks off in between is completed by the same command
        again, and by every start of the service.
        """
        id_ = await self._facts.ask(lambda connection: resolve.person(connection, person))
        done = await self._carry_out(self._people, id_, Forget(), order)
        await self._sealer.erase(id_)
        return done
