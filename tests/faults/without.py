"""The product with one of its mendings switched off, to show that a scene fails without it.

`python -m tests.faults.without MENDING serve okr …` is `tomoni serve okr …` without that mending. No setting of the
product does this: what heals it is replaced here, in a process of the tests.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any
from unittest.mock import patch

from services.cli import main
from services.operations import up
from services.operations.healer import Healer
from shared import runtime
from shared.eventlog.moving import Mover
from shared.projection import runner
from shared.projection.store import Store

switched_off: ContextVar[str | None] = ContextVar("switched_off", default=None)
"""The mending that every program started from here does without; None for the product as it is."""


def program(*arguments: str) -> list[str]:
    """What to start for a `tomoni` command, as arguments of the interpreter."""
    mending = switched_off.get()
    if mending is None:
        return ["-m", "services.cli.main", *arguments]
    return ["-m", "tests.faults.without", mending, *arguments]


async def _never(*_: Any, **__: Any) -> None:
    """Wait for ever instead of doing it."""
    await asyncio.Event().wait()


async def _not_at_all(*_: Any, **__: Any) -> None:
    """Return instead of doing it."""


def _nothing_said(**_: Any) -> None:
    """All is well, whatever happens."""


def _nothing_done(_: Store) -> None:
    """Leave the store's files as they are."""


MENDINGS: Mapping[str, tuple[str, Callable[[], None]]] = {
    "restarting-a-server-that-stores-nothing": (
        "full_disk_under_the_log",
        lambda: _instead(Healer, "look", _not_at_all),
    ),
    "starting-again-what-has-ended": ("dead_server", lambda: _instead(up, "tend", _never)),
    "making-a-deleted-store-anew": (
        "deleted_store_file",
        lambda: _instead(Store, "_make_views_anew", _nothing_done),
    ),
    "saving-what-no-rebuild-brings-back": (
        "deleted_store_file",
        lambda: _instead(Store, "_save_kept", _nothing_done),
    ),
    "telling-what-the-log-does": ("deaf_partition", lambda: _instead(runtime, "of_log", _nothing_said)),
    "telling-what-the-log-does-when-mute": ("mute_partition", lambda: _instead(runtime, "of_log", _nothing_said)),
    "leaving-a-leader-that-is-cut-off": ("cut_off_leader", lambda: _instead(Mover, "_leave", _not_at_all)),
    "leaving-a-follower-that-is-cut-off": ("cut_off_follower", lambda: _instead(Mover, "_leave", _not_at_all)),
    "waiting-for-the-database": ("dead_database", lambda: _instead(runner, "_DATABASE_GONE", ())),
}
"""What heals, the scene that is to show it, and how it is switched off."""


def _instead(where: Any, name: str, what: Any) -> None:
    """Put it there for the life of this process."""
    patch.object(where, name, what).start()


if __name__ == "__main__":
    MENDINGS[sys.argv.pop(1)][1]()
    main.run()
