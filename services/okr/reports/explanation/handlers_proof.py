"""A figure in a zip that a stranger checks: explained, with the records it comes from and the proofs that they stand.

The zip holds what its maker may read as plain events. All of a public objective is: everybody sees it, and it is on
subjects that any subscriber may be given. Of a private one no record leaves, not even to somebody on its list. A proof
holds hashes of the records beside, of private ones too: nobody guesses what these are over, for private aggregates are
known by keyed digests, and what is said in them is sealed.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Literal
from zipfile import ZipFile

from sqlalchemy import Connection

from services.okr import typed_ids as resolve
from services.okr.company.domain import COMPANY
from services.okr.objectives.domain.sharing import is_private
from services.okr.objectives.views.explained import KeyResultExplained, ObjectiveExplained
from services.okr.reports.board.handlers import BoardHandlers
from services.okr.reports.explanation.handlers import ExplanationHandlers, PrivateExplanationHandlers
from services.okr.reports.explanation.queries_sources import Sources, sources
from services.okr.runtime.command_context import CommandContext
from services.okr.runtime.moments import Moments, Seen
from services.okr.runtime.past import PastViews
from services.proofs.extracts import published
from services.proofs.place import Place
from services.proofs.tree import hashes_in
from shared.days import When
from shared.eventlog import LogDamaged, LogUnavailable, Record
from shared.events import nats_subject
from shared.projection import dropped_in, position_in
from shared.projection.temporal_index import readable
from shared.proofs import ProofError, TlogProof, checkpoint_of, inclusion
from shared.runtime import Runtime
from shared.verifier import FigureRecord, figure_zip
from shared.verifier.tomoni_verify import Refused, Report, check_figure

MOST_RECORDS = 1_000
"""Records in one zip; objectives that are too much for it are left out, those farthest from the figure first."""

_ATTEMPTS = 5

Explained = KeyResultExplained | ObjectiveExplained


@dataclass(frozen=True, slots=True)
class ProvedFigure:
    """The zip; `number` is what the figure is called, `left_out` how many of the objectives are not in it."""

    number: str
    content: bytes
    records: int
    left_out: int = 0
    not_shown: int = 0


@dataclass(frozen=True, slots=True)
class _Held:
    """Records in the order of the log, and the objectives whose sum they don't tell."""

    records: list[Record]
    left_out: list[str]


class ProofHandlers:
    """Figures proved, now or as of another time. `now` is the clock's where it is None."""

    def __init__(
        self,
        runtime: Runtime,
        context: CommandContext,
        boards: BoardHandlers,
        explanation: ExplanationHandlers,
        private: PrivateExplanationHandlers,
        moments: Moments,
        past: PastViews,
        place: Place,
    ) -> None:
        self._runtime, self._context, self._boards, self._explanation = runtime, context, boards, explanation
        self._private, self._moments, self._past, self._place = private, moments, past, place

    async def figure(
        self,
        reader: str,
        thing: str,
        *,
        kind: Literal["O", "KR"] | None = None,
        effective: When | None = None,
        known: When | None = None,
        now: datetime | None = None,
    ) -> ProvedFigure:
        """The zip of a key result's or an objective's figures, of one of the `kind`, for whoever may ask for them.

        Raises NotFound where there is no such figure, or no checkpoint is published yet; Invalid for a time that is to
        come; LogUnavailable where it changes too fast; LogDamaged where the log isn't what was signed.
        """
        if kind is None and is_private(thing):
            return await self.private(reader, thing, effective=effective, known=known, now=now)
        found, id_ = await self._context.ask(lambda connection: _resolved(connection, thing, kind))
        explain = self._explanation.objective if found == "O" else self._explanation.key_result
        seen = await self._moments.seen_from(effective, known, now, may_be_to_come=False)
        for _ in range(_ATTEMPTS):
            before, made_of = await self._position(seen), await self._sources(id_, seen)
            told = await explain(id_, effective=effective, known=known, now=now)
            again, after = await self._sources(id_, seen), await self._position(seen)
            held = await self._held(made_of, after)
            if made_of == again and not any(position > before for position, _ in held.records):
                return await asyncio.to_thread(self._zipped, told, seen, held)
        raise LogUnavailable(f"{thing} changes faster than its proof can be made; try again in a moment")

    async def private(
        self,
        reader: str,
        thing: str,
        *,
        effective: When | None = None,
        known: When | None = None,
        now: datetime | None = None,
    ) -> ProvedFigure:
        """The zip of a private figure: how many records it rests on, and none of them. Raises NotFound, Invalid."""
        told = await self._private.explain(reader, thing, effective=effective, known=known, now=now)
        hidden = max(1, len(told.causes))
        return ProvedFigure(told.number, figure_zip(told, [], not_shown=hidden), 0, not_shown=hidden)

    async def _position(self, seen: Seen) -> int:
        """How much of the log the views know: the live ones, or those that are made for the question."""
        if seen.effective is None and seen.known is None:
            position, _ = await self._context.ask(position_in)
            return position
        return int((await self._runtime.log.info()).state.last_seq)

    async def _sources(self, id_: str, seen: Seen) -> Sources:
        judge = self._boards.judge
        return await self._past.ask_at(lambda c: sources(c, id_, judge(c, seen)), seen.effective, seen.known)

    async def _held(self, made_of: Sources, upto: int) -> _Held:
        """The records of whole aggregates up to a position, as many as go into a zip."""
        log = self._runtime.log
        dropped = await dropped_in(log, self._runtime.service)
        found: list[Record] = []
        left_out: list[str] = []
        for aggregate in (f"company/{COMPANY}", *(f"quarter/{each}" for each in made_of.quarters)):
            found += await self._records(aggregate, upto)
        for place, objective in enumerate(made_of.objectives):
            records = await self._records(f"objective/{objective}", upto)
            stuck: set[str] = set()
            if place and len(found) + len(records) > MOST_RECORDS:
                left_out += made_of.objectives[place:]
                break
            found += records
            # What the views leave out, or can't read, the sum is made without.
            if any(record[0] in dropped or readable(record, stuck) is None for record in records):
                left_out.append(objective)
        return _Held(sorted(found), left_out)

    async def _records(self, aggregate: str, upto: int) -> list[Record]:
        records = await self._runtime.log.of_subject(nats_subject("okr", aggregate))
        return [record for record in records if record[0] <= upto]

    def _zipped(self, told: Explained, seen: Seen, held: _Held) -> ProvedFigure:
        note = published(self._place)
        head = checkpoint_of(note)
        hashes = hashes_in(self._place, head.size)

        def proof_of(position: int, payload: bytes) -> bytes | None:
            if position > head.size:
                return None
            proof = TlogProof(position - 1, tuple(inclusion(hashes, position - 1)), note)
            proof.check(payload)
            return proof.encode()

        try:
            records = [FigureRecord(*record, proof_of(*record)) for record in held.records]
        except ProofError as error:
            raise LogDamaged(f"the log isn't what was signed: {error}; ask whoever runs it") from error
        content = figure_zip(told, records, as_of=seen.effective, known_at=seen.known, left_out=held.left_out)
        _checked(told.number, content)
        return ProvedFigure(told.number, content, len(records), len(held.left_out))


def _resolved(connection: Connection, thing: str, kind: Literal["O", "KR"] | None) -> tuple[str, str]:
    match kind:
        case "O":
            return kind, resolve.objective(connection, thing)
        case "KR":
            return kind, resolve.key_result(connection, thing)
        case None:
            return resolve.goal(connection, thing)


class _Silent(Report):
    def checked(self, text: str) -> None:
        """Nobody listens."""

    def not_checked(self, text: str, *, whole: bool = True) -> None:
        """Nobody listens."""


def _checked(number: str, content: bytes) -> None:
    """Check the zip as a stranger would, but for the keys: what he would refuse is never handed out."""
    try:
        with ZipFile(BytesIO(content)) as zipped:
            check_figure(zipped, None, None, _Silent())
    except Refused as error:
        raise LogDamaged(f"the records of {number} don't tell what the board shows: {error}") from error
