"""The signer at work: it follows the log, signs what it has checked, asks witnesses, and publishes."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import httpx
import msgspec

from services.proofs.asking import asked
from services.proofs.durable import write_all, write_durably
from services.proofs.memory import Memory, begun
from services.proofs.place import Place
from services.proofs.signing import checked, reason_of
from services.proofs.standing import Agreed, Standing, keep
from services.proofs.tree import Tree, check_tiles, hashes_in
from shared.eventlog import EventLog
from shared.proofs import Policy, consistency

logger = logging.getLogger(__name__)

LOOK = 2.0
"""Seconds between two looks whether the log has grown."""

AGAIN = 60.0
"""Seconds at most until witnesses are asked again where too few agreed."""

AFTERWARDS = 15.0
"""Seconds between two looks where something keeps anything from being signed that won't pass by itself."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which terms a log is signed: its name, where it has none yet, whom to ask, and how often."""

    name: str
    policy: Policy | None
    seconds: float


class Signer:
    """Whoever has it holds the lock of its place. Nothing it does raises what `reason_of` knows: it is told instead."""

    def __init__(self, place: Place, terms: Terms, log: EventLog, http: httpx.AsyncClient) -> None:
        self._place, self._terms, self._log, self._http = place, terms, log, http
        self._tree: Tree | None = None
        self._due = 0.0
        self.standing = Standing()
        self.refusals: Counter[str] = Counter()

    async def run(self) -> None:
        """Until this is cancelled."""
        while True:
            await self.look()
            passing = self.standing.reason in (None, "log-away")
            await asyncio.sleep(LOOK if passing else AFTERWARDS)

    async def look(self, *, now: bool = False) -> None:
        """Take in what is new, and sign where that is due, or `now`."""
        try:
            memory = await asyncio.to_thread(begun, self._place, self._terms.name)
            tree = await self._grown()
            ended = tree.quarter_ended and tree.size > memory.signed.size
            if now or ended or self._place.wish.exists() or time.monotonic() >= self._due:
                await self._sign(memory, tree)
                tree.quarter_ended = False
                self._place.wish.unlink(missing_ok=True)
        except Exception as error:
            reason = reason_of(error)
            if reason is None:
                raise
            self._tree, self._due = None, 0.0
            self._refused(reason, error)

    async def _grown(self) -> Tree:
        if self._tree is None:
            tree = await asyncio.to_thread(Tree.opened, self._place)
            # What was written before this process began may have been changed since.
            await asyncio.to_thread(check_tiles, self._place, 0, tree.size)
            self._tree = tree
        await self._tree.follow(self._log)
        return self._tree

    async def _sign(self, memory: Memory, tree: Tree) -> None:
        await tree.flush()
        size = tree.size
        root = await asyncio.to_thread(checked, self._place, memory, size)
        if size > memory.signed.size:
            memory = await asyncio.to_thread(memory.sign, size, root)
        await self._publish(memory)
        standing = self.standing
        self._due = time.monotonic() + (self._terms.seconds if standing.enough else min(AGAIN, self._terms.seconds))
        await asyncio.to_thread(keep, self._place, standing)

    async def _publish(self, memory: Memory) -> None:
        """Have it cosigned; it takes the published one's place once enough witnesses stand for it."""
        note, policy, size = memory.note, self._terms.policy, memory.signed.size
        known = await asyncio.to_thread(_known, self._place)
        enough, witnesses = True, dict[str, Agreed]()
        if policy is not None:
            hashes = hashes_in(self._place, size)
            told = await asked(policy, note, known, lambda old: consistency(hashes, old), self._http)
            note, enough, witnesses = told.note, told.enough, dict(told.witnesses)
            await asyncio.to_thread(write_durably, self._place.witnesses, msgspec.json.encode(witnesses))
        if enough:
            kept = self._place.checkpoints / str(size)
            await asyncio.to_thread(write_all, {kept: note.encode(), self._place.checkpoint: note.encode()}, mode=0o644)
        before = self.standing
        self._tell(
            Standing(
                records=size,
                signed=size,
                signed_at=time.time(),
                published=size if enough else before.published,
                enough=enough,
                witnesses=witnesses,
            )
        )

    def _refused(self, reason: str, error: Exception) -> None:
        self.refusals[reason] += 1
        sentence = str(error) or type(error).__name__
        if isinstance(error, OSError) and error.filename is not None:
            sentence = f"{error.filename}: {error.strerror}"
        self._tell(msgspec.structs.replace(self.standing, reason=reason, refused=sentence))
        try:
            keep(self._place, self.standing)
            self._place.wish.unlink(missing_ok=True)
        except OSError as failure:
            logger.warning("how the signer stands can't be kept: %s", failure)

    def _tell(self, standing: Standing) -> None:
        """Into the program's log, where anything is otherwise than it was."""
        said = {standing.not_signed, standing.not_witnessed} - {self.standing.not_signed, self.standing.not_witnessed}
        for sentence in said - {None}:
            logger.error("%s", sentence)
        if standing.refused is None and self.standing.refused is not None:
            logger.warning("signing goes on, with %d records", standing.signed)
        self.standing = standing


def _known(place: Place) -> Mapping[str, Agreed]:
    """What is remembered of witnesses only spares them a question, so what can't be read counts for nothing."""
    try:
        return msgspec.json.decode(place.witnesses.read_bytes(), type=dict[str, Agreed])
    except (FileNotFoundError, msgspec.DecodeError):
        return {}
