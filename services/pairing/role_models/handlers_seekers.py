"""Who offers to be a role model, in public, and who seeks one: confidential, so kept under keyed digests."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from services.pairing.exclusions.handlers import Exclusions
from services.pairing.matching.role_models import RoleModel, Search, Seeker
from services.pairing.members.views import pool
from services.pairing.role_models.domain import offer as role_model, seeker
from services.pairing.role_models.domain.offer import Offer, Withdraw
from services.pairing.role_models.domain.seeker import Seek, StopSeeking
from services.pairing.role_models.views import offers as role_models
from services.pairing.runtime.confidential import Confidential, veiled
from shared import texts
from shared.eventlog import Decider, Order, Outcome, Repository
from shared.events import Invalid, Unfitting
from shared.runtime import Runtime

LONGEST, MOST_TOPICS, MOST_WISHES = 60, 20, 20
"""Characters of a topic, topics of a person, and role models that a seeker may wish for."""


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer, as everybody may see it."""

    person: str
    number: int
    name: str | None
    capacity: int
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody seeks, for himself and for admins: people by id, topics in the words of those who offer them.

    `unknown` counts the topics that nobody offers at present; of them only digests are kept.
    """

    wishes: tuple[str, ...]
    topics: tuple[str, ...]
    unknown: int


class Seeking:
    """The use cases about offers and seekers, on the service's log and store."""

    def __init__(self, runtime: Runtime, private: Confidential, exclusions: Exclusions) -> None:
        self._store, self._sealer, self._private, self._exclusions = runtime.store, runtime.sealer, private, exclusions
        self._models: Repository[role_model.RoleModel, role_model.Command] = Repository(
            runtime.log, Decider("pairing", "role-model", role_model.RoleModel(), role_model.decide, role_model.evolve)
        )
        self._seekers: Repository[seeker.Seeker, seeker.Command] = Repository(
            runtime.log, Decider("pairing", "private/seeker", seeker.Seeker(), seeker.decide, seeker.evolve)
        )

    async def offer(
        self, typed: str, by: str, order: Order, *, capacity: int, topics: Sequence[str] = (), admin: bool = False
    ) -> Outcome:
        """Be a role model for up to so many seekers, with experience of these topics. Everybody may see it.

        Raises NotFound, Invalid, and Forbidden where `by` is neither the person nor an admin.
        """
        person = await self._private.own(typed, by, admin)
        words = tidy(topics)
        # Offered again in other words of the same topics, it is the same offer.
        sealed = await self._sealer.seal(person, "\n".join(words)) if words else None
        return await self._models.handle(person, Offer(capacity, self._topics(words), sealed), order)

    async def withdraw(self, typed: str, by: str, order: Order, *, admin: bool = False) -> Outcome:
        """Be a role model no more, from the next term on. Raises NotFound, Forbidden."""
        return await self._models.handle(await self._private.own(typed, by, admin), Withdraw(), order)

    async def seek(
        self,
        typed: str,
        by: str,
        order: Order,
        *,
        wishes: Sequence[str] = (),
        topics: Sequence[str] = (),
        admin: bool = False,
    ) -> Outcome:
        """Seek a role model: these people, the best first, else somebody with experience of these topics.

        The record tells neither who seeks nor whom. Raises NotFound, Forbidden, Invalid for who offers nothing.
        """
        person = await self._private.own(typed, by, admin)
        if len(wishes) > MOST_WISHES:
            raise Invalid(f"{len(wishes)} wishes are too many; name {MOST_WISHES} role models at most, the best first")
        people = [await self._private.person(wish) for wish in wishes]
        if person not in people:
            await self._check_offered(dict(zip(people, wishes, strict=True)))
        wished = tuple(self._private.wished(one) for one in people)
        command = Seek(self._private.wished(person), wished, self._topics(tidy(topics)))
        return await self._about_seeker(person, command, order)

    async def stop(self, typed: str, by: str, order: Order, *, admin: bool = False) -> Outcome:
        """Seek none any more, from the next term on. Raises NotFound, Forbidden."""
        return await self._about_seeker(await self._private.own(typed, by, admin), StopSeeking(), order)

    async def of(self, typed: str, by: str, *, admin: bool = False) -> Sought | None:
        """What somebody seeks, for himself and for admins; None where he doesn't. Raises NotFound, Forbidden."""
        person = await self._private.own(typed, by, admin)

        def read() -> tuple[dict[str, list[str]] | None, dict[str, str]]:
            with self._store.read() as connection:
                row = role_models.seekers(connection).get(self._private.seeker_of(person))
                return row, {self._private.wished(one["person"]): one["person"] for one in pool.present(connection)}

        row, known = await asyncio.to_thread(read)
        if row is None:
            return None
        spoken = {self._private.topic(topic): topic for offer in await self.offers() for topic in offer.topics}
        topics = tuple(sorted(spoken[topic] for topic in row["topics"] if topic in spoken))
        wishes = tuple(known[wish] for wish in row["wishes"] if wish in known)
        return Sought(wishes, topics, len(row["topics"]) - len(topics))

    async def offers(self) -> list[Offered]:
        """Everybody who offers, in the order of joining the company."""

        def read() -> list[dict[str, str]]:
            with self._store.read() as connection:
                return role_models.offers(connection)

        rows = await asyncio.to_thread(read)
        names = await self._sealer.open_all([row["name"] for row in rows])
        words = await self._sealer.open_all([row["words"] for row in rows])
        return [
            Offered(row["person"], int(row["number"]), name, int(row["capacity"]), tuple((topics or "").splitlines()))
            for row, name, topics in zip(rows, names, words, strict=True)
        ]

    def search(self, connection: Connection) -> Search:
        """What an assignment starts from now: people by their ids, in an order that depends on nothing else.

        Nobody gets his manager, his report, or somebody whom any list keeps apart from him.
        """
        present = sorted(pool.present(connection), key=lambda row: str(row["person"]))
        people = [row["person"] for row in present]
        sought = role_models.seekers(connection)
        offered = {row["person"]: row for row in role_models.offers(connection)}
        wished = {self._private.wished(person): person for person in offered}
        seekers = []
        for person in people:
            row = sought.get(self._private.seeker_of(person))
            if row is not None:
                # A wish for somebody who offers no more stays: who wished doesn't take just anybody now.
                wishes = tuple(wished.get(wish, wish) for wish in row["wishes"])
                seekers.append(Seeker(person, wishes, tuple(row["topics"])))
        models = [
            RoleModel(person, offered[person]["capacity"], tuple(offered[person]["topics"]))
            for person in people
            if person in offered
        ]
        pairs = {(each.one, each.other) for each in self._exclusions.apart(connection, people)}
        pairs |= {(row["person"], row["manager"]) for row in present if row["manager"] is not None}
        both = pairs | {(other, one) for one, other in pairs}
        here = {one.id for one in seekers}
        apart = sorted((one, other) for one, other in both if one in here and other in offered)
        return Search(tuple(seekers), tuple(models), tuple(apart))

    async def _check_offered(self, typed: dict[str, str]) -> None:
        """Raises Invalid where one of these people, by what was typed for them, offers nothing."""

        def read() -> set[str]:
            with self._store.read() as connection:
                return {row["person"] for row in role_models.offers(connection)}

        if typed.keys() - await asyncio.to_thread(read):
            # Somebody who offered a moment ago.
            await self._private.settled()
            offering = await asyncio.to_thread(read)
            for person, name in typed.items():
                if person not in offering:
                    raise Unfitting(f"{name} doesn't offer to be a role model; wish for somebody who does")

    def _topics(self, words: Sequence[str]) -> tuple[str, ...]:
        return tuple(sorted(map(self._private.topic, words)))

    async def _about_seeker(self, person: str, command: seeker.Command, order: Order) -> Outcome:
        ident = self._private.seeker_of(person)
        return await self._seekers.handle(ident, command, veiled(order, "seeker", ident))


def tidy(topics: Sequence[str]) -> list[str]:
    """The topics without needless spaces, each once whatever its case. Raises Invalid for what is no line."""
    found: dict[str, str] = {}
    for topic in topics:
        words = " ".join(texts.words(topic, "topic", LONGEST).split())
        found.setdefault(words.casefold(), words)
    if len(found) > MOST_TOPICS:
        raise Invalid(f"{len(found)} topics are too many; name the {MOST_TOPICS} that matter most")
    return list(found.values())
