"""A service whose version has no store of its own yet makes one by itself, beside that of the older version."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence

from sqlalchemy.exc import SQLAlchemyError

from shared.eventlog import EventLog, FastReader, LogDamaged, LogUnavailable
from shared.projection.halting import Halt
from shared.projection.rebuild import RebuildRunning, renew
from shared.projection.store import Store
from shared.projection.view import View

logger = logging.getLogger(__name__)

_AGAIN = 30.0
"""Seconds after which it is tried again, where the log couldn't be folded to its end."""


class Renewing:
    """`wanted` is set by whoever serves: a mere command leaves a store as it is."""

    def __init__(self, store: Store, log: EventLog, views: Sequence[View]) -> None:
        self.wanted = False
        self._store, self._log, self._views = store, log, views
        self._failed: float | None = None
        self._told: str | None = None

    async def renew(self, tell: Callable[[str], None]) -> str | None:
        """Make a generation of this version, if it is wanted and no newer version's is there; told how far it is.

        Returns why there is none yet, as a sentence; None where there is, or where it wasn't to be made now.
        """
        store, service = self._store, self._store.service
        if not self.wanted or store.newer or store.outdated is None:
            return None
        if self._failed is not None and time.monotonic() - self._failed < _AGAIN:
            return None
        if store.outdated != self._told:
            self._told = store.outdated
            logger.warning("%s; one of this version is made beside it", store.outdated.partition(";")[0])

        def progress(done: int, total: int) -> None:
            tell(f"the store of {service} is made for this version, beside another one's: {done} of {total} events")

        reader = FastReader(self._log.client, f"{service}-rebuild")
        other = f"the store of {service} was made by another version, and one of this version"
        try:
            await renew(store, self._log, reader, self._views, progress)
        except RebuildRunning:
            return f"{other} is being made by another process"
        except (LogUnavailable, SQLAlchemyError, OSError) as error:
            return f"{other} can't be made yet: {' '.join(str(getattr(error, 'orig', None) or error).split())}"
        except (Halt, LogDamaged) as error:
            self._failed = time.monotonic()
            logger.error("projection of %s: no store could be made for this version: %s", service, error)
            return f"{other} can't be made: {error}"
        return None
