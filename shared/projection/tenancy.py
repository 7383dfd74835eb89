"""Several versions on one database, as in an upgrade that goes from process to process.

Each process shows that it is there by a lock. By these locks the older ones leave to the newest what is done once for
all, and the newer ones throw away what an older one had made when its last process has been gone for a while.
"""

from __future__ import annotations

import asyncio
import logging
import time

from sqlalchemy.exc import SQLAlchemyError

from shared.projection.locking import RebuildLock, UnusedLock, UseLock
from shared.projection.store import Store
from shared.projection.threads import to_its_end

logger = logging.getLogger(__name__)

LET_GO_AFTER = 60.0
"""Seconds for which no process of an older version may have been there: one that starts again is soon back."""

_LOOK_EVERY = 2.0
_GRACE = 2.0
"""A process turns to the generation that serves, or to none, within a second."""


class Tenancy:
    """One process's part in it. With `lets_go` it throws away what older versions had made; a mere command doesn't."""

    def __init__(self, store: Store, *, lets_go: bool = False) -> None:
        self.lets_go = lets_go
        self._store, self._use = store, UseLock(store)
        self._unused: dict[str, float] = {}

    async def run(self) -> None:
        """Be there, and look around, for ever; until cancelled."""
        try:
            while True:
                try:
                    await to_its_end(self.look)
                except (SQLAlchemyError, OSError) as error:
                    logger.warning("the versions on %s's store can't be looked at: %s", self._store.service, error)
                await asyncio.sleep(_LOOK_EVERY)
        finally:
            self.leave()

    def look(self, after: float | None = None) -> None:
        """Show that this process is there, see whether a newer version is, let go what nobody uses. Blocks."""
        if not self._use.still_held():
            self._use.acquire()
        self._store.yields = newer_at_work(self._store)
        if self.lets_go and self._store.outdated is None:
            self._let_go(LET_GO_AFTER if after is None else after)

    def leave(self) -> None:
        """This process is there no more."""
        self._use.release()

    def _let_go(self, after: float) -> None:
        store, now = self._store, time.monotonic()
        for other in store.pointers.others():
            if other.edition > store.pointers.own.edition:
                continue
            unused, rebuild = UnusedLock(store, other.fingerprint), RebuildLock(store)
            try:
                # Whoever rebuilds may be of that version, and have nobody else there yet.
                if not (unused.acquire() and rebuild.acquire()):
                    self._unused.pop(other.fingerprint, None)
                elif now - self._unused.setdefault(other.fingerprint, now) >= after:
                    store.drop_version(other.fingerprint, grace=_GRACE)
                    logger.info("the store of %s that another version (%s) had made is let go", store.service, other)
            finally:
                rebuild.release()
                unused.release()


def newer_at_work(store: Store) -> bool:
    """Whether a process of a newer version serves from this database at this moment. Blocks."""
    return any(_is_used(store, each.fingerprint) for each in store.pointers.newer())


def _is_used(store: Store, fingerprint: str) -> bool:
    lock = UnusedLock(store, fingerprint)
    free = lock.acquire()
    lock.release()
    return not free
