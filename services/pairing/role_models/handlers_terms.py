"""Terms of the role models' programme: draw who gets whom, confirm or discard it, end it, look at it, measure it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from services.pairing.matching.role_models import Assigned, Search, assign
from services.pairing.role_models.domain import term
from services.pairing.role_models.domain.term import (
    PROGRAMME,
    ConfirmTerm,
    DiscardTerm,
    DraftTerm,
    EndTerm,
    Term,
    term_id,
)
from services.pairing.role_models.handlers_seekers import Seeking
from services.pairing.role_models.views import offers as role_models, terms
from services.pairing.runtime.confidential import Confidential
from shared.eventlog import Decider, Order, Outcome, Repository
from shared.events import AssignmentMethod, NotFound, Placement, TermDrafted, WrongState
from shared.projection import Row
from shared.runtime import Runtime

_SEEKER, _ROLE_MODEL = "seeker", "role-model"


@dataclass(frozen=True, slots=True)
class Couple:
    """A seeker and the role model he gets, both as rows with person, number and sealed name; or why he gets none.

    What rank the role model has for the seeker is told to the seeker and to organisers only.
    """

    seeker: Row
    role_model: Row | None
    rank: int | None
    because: str | None


class Terms:
    """The use cases about terms, on the service's log and store. A term is named by its label or its id."""

    def __init__(self, runtime: Runtime, private: Confidential, seeking: Seeking) -> None:
        self._store, self._sealer, self._private, self._seeking = runtime.store, runtime.sealer, private, seeking
        self._terms: Repository[Term, term.Command] = Repository(
            runtime.log, Decider("pairing", "private/term", Term(), term.decide, term.evolve)
        )

    async def draft(
        self, label: str, begins: date, ends: date, order: Order, *, method: AssignmentMethod = "stable"
    ) -> Outcome:
        """Assign everybody who seeks now, in place of any former draft of the term; nobody is told of it yet.

        Raises Invalid, and WrongState where nobody offers or seeks, or another term runs in this time.
        """
        await self._private.settled()
        ident = term_id(label)
        search = await asyncio.to_thread(self._search, ident, begins, ends)
        assigned = await asyncio.to_thread(assign, search, method)
        drafted = _drafted(label.strip(), begins, ends, method, self._pool(search), search, assigned)
        placements = tuple(
            Placement(
                seeker=self._private.placed(ident, _SEEKER, one.seeker),
                role_model=self._private.placed(ident, _ROLE_MODEL, one.role_model) if one.role_model else None,
                rank=one.rank,
                because=one.because,
            )
            for one in assigned.placed
        )
        # In the order of the digests, which tells nothing of the people.
        by_digest = tuple(sorted(placements, key=lambda one: one.seeker))
        return await self._terms.handle(ident, DraftTerm(drafted, by_digest), order)

    async def confirm(self, typed: str, order: Order) -> Outcome:
        """Let a draft hold: seekers and role models see each other from now on.

        Raises NotFound, and WrongState for a draft that was discarded, or that people, offers or wishes left behind.
        """
        await self._private.settled()
        ident = await asyncio.to_thread(self._resolved, typed)
        state, _ = await self._terms.load(ident)
        search = await asyncio.to_thread(self._search, ident, state.begins, state.ends)
        return await self._terms.handle(ident, ConfirmTerm(self._pool(search)), order)

    async def discard(self, typed: str, order: Order) -> Outcome:
        """Throw a draft away. Raises NotFound, and WrongState for a confirmed term."""
        return await self._terms.handle(await asyncio.to_thread(self._resolved, typed), DiscardTerm(), order)

    async def end(self, typed: str, on: date, order: Order) -> Outcome:
        """The term is over from this day on. Raises NotFound, and WrongState where it was never confirmed."""
        return await self._terms.handle(await asyncio.to_thread(self._resolved, typed), EndTerm(on), order)

    def every(self, *, admin: bool = False) -> list[Row]:
        """All terms, the latest first; drafts for organisers only. Blocks."""
        with self._store.read() as connection:
            return [row for row in terms.every(connection) if admin or row["stage"] == "confirmed"]

    def of(self, typed: str, *, admin: bool = False) -> Row:
        """One term; a draft for organisers only. Blocks. Raises NotFound."""
        row = next((row for row in self.every(admin=admin) if row["term"] in (typed, term_id(typed))), None)
        if row is None:
            raise NotFound(f"there is no term {typed}")
        return row

    def couples(self, row: Row, by: str, *, admin: bool = False) -> list[Couple]:
        """Who gets whom in a term: all of it for organisers, else what `by` himself is part of. Blocks."""
        ident = row["term"]
        with self._store.read() as connection:
            placements = terms.placements(connection, row)
            people = role_models.people(connection)
        seekers = {self._private.placed(ident, _SEEKER, one["person"]): one for one in people}
        models = {self._private.placed(ident, _ROLE_MODEL, one["person"]): one for one in people}
        found = []
        for one in placements:
            seeker, model = seekers[one["seeker"]], models[one["role_model"]] if one["role_model"] else None
            if admin or seeker["person"] == by:
                found.append(Couple(seeker, model, one["rank"], one["because"]))
            elif model is not None and model["person"] == by:
                found.append(Couple(seeker, model, None, None))
        return sorted(found, key=lambda couple: int(couple.seeker["number"]))

    def _search(self, ident: str, begins: date, ends: date) -> Search:
        with self._store.read() as connection:
            self._check_alone(connection, ident, begins, ends)
            return self._seeking.search(connection)

    def _check_alone(self, connection: Connection, ident: str, begins: date, ends: date) -> None:
        """A role model's places are for one term at a time."""
        for other in terms.running(connection):
            if other["term"] != ident and begins < other["ends"] and other["begins"] < ends:
                raise WrongState(
                    f"the term {other['label']} runs from {other['begins']} to {other['ends']}; end it first, or let "
                    "this one begin after it"
                )

    def _pool(self, search: Search) -> str:
        return self._sealer.digest(repr((search.seekers, search.role_models, search.apart)).encode())

    def _resolved(self, typed: str) -> str:
        with self._store.read() as connection:
            # The store may lag behind a draft that was made a moment ago, and a label makes the id.
            return typed if terms.find(connection, typed) is not None else term_id(typed)


def _drafted(
    label: str, begins: date, ends: date, method: AssignmentMethod, pool: str, search: Search, assigned: Assigned
) -> TermDrafted:
    proof = assigned.certificate
    got = {one.seeker: one.role_model for one in assigned.placed}
    wishing = [seeker for seeker in search.seekers if seeker.wishes]
    return TermDrafted(
        programme=PROGRAMME,
        label=label,
        begins=begins,
        ends=ends,
        method=method,
        pool=pool,
        seekers=len(search.seekers),
        role_models=len(search.role_models),
        places=sum(model.capacity for model in search.role_models),
        placed=proof.placed,
        total_rank=proof.total_rank,
        blocking=proof.blocking,
        most_placed=proof.most_placed,
        least_total_rank=proof.least_total_rank,
        proved=proof.proved,
        wishing=len(wishing),
        first_wishes=sum(got[seeker.id] == seeker.wishes[0] for seeker in wishing),
    )
