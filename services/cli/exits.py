"""What the program's exit codes mean, and which failure gives which."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import uvloop
from sqlalchemy.exc import OperationalError

from shared.backup import BackupDamaged
from shared.eventlog import Conflict, KeyReused, LogDamaged, LogError, NewerLog, TooLarge, VersionMismatch
from shared.events import BrokenEvent, Refused, UnknownEvent
from shared.http.ports import ServingError
from shared.projection import Halt, Outdated, RebuildRunning
from shared.runtime import Drift
from shared.sealing import MasterKeyWrong
from shared.server.errors import ServerError, SubscriberRefused
from shared.settings import SettingsError
from shared.stopping import cancelled_by_signals

OK, FAILED, USAGE, REFUSED, UNAVAILABLE, CONFLICT, DAMAGED, INTERRUPTED = 0, 1, 2, 3, 4, 5, 6, 130

EXIT_CODES: dict[int, str] = {
    OK: "done",
    FAILED: "done, and the answer is no: stores differ, streams have drifted, an import took nothing, or rejected rows "
    "under `--strict`",
    USAGE: "the command line or a setting is wrong",
    REFUSED: "refused: not found, not allowed, invalid, or not at this moment",
    UNAVAILABLE: "the log or a service can't be reached",
    CONFLICT: "somebody else changed the same thing at the same time",
    DAMAGED: "the log and a store don't belong together, or the log or a backup holds what it must not",
    INTERRUPTED: "stopped by Ctrl-C, by SIGTERM, or because its terminal was closed",
}
"""The documented exit codes, with what they mean."""

T = TypeVar("T")

_CODES: tuple[tuple[type[BaseException], int], ...] = (
    (Refused, REFUSED),
    (Conflict, CONFLICT),
    (VersionMismatch, CONFLICT),
    (KeyReused, REFUSED),
    (TooLarge, REFUSED),
    (LogDamaged, DAMAGED),
    (NewerLog, DAMAGED),
    (Halt, DAMAGED),
    (Outdated, DAMAGED),
    (UnknownEvent, DAMAGED),
    (BrokenEvent, DAMAGED),
    (RebuildRunning, REFUSED),
    (MasterKeyWrong, DAMAGED),
    (BackupDamaged, DAMAGED),
    (Drift, FAILED),
    (LogError, UNAVAILABLE),
    (SubscriberRefused, REFUSED),
    (ServerError, UNAVAILABLE),
    (ServingError, UNAVAILABLE),
    (ConnectionError, UNAVAILABLE),
    (TimeoutError, UNAVAILABLE),
    (OperationalError, UNAVAILABLE),
    (SettingsError, USAGE),
    (FileNotFoundError, USAGE),
    (FileExistsError, USAGE),
    (IsADirectoryError, USAGE),
    (NotADirectoryError, USAGE),
    (PermissionError, USAGE),
    (OSError, UNAVAILABLE),
)


def guarded(work: Callable[[], T]) -> T:
    """Run it; a failure that is somebody's to mend becomes one line on standard error and its exit code."""
    try:
        return work()
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        sys.stderr.close()
        sys.exit(OK)
    except Exception as error:
        for kind, code in _CODES:
            if isinstance(error, kind):
                sys.stderr.write(f"tomoni: {_sentence(error)}\n")
                sys.exit(code)
        raise


def execute(work: Coroutine[Any, Any, T]) -> T:
    """Run an asynchronous command to its end, `guarded`."""
    return guarded(lambda: uvloop.run(cancelled_by_signals(work)))


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    if isinstance(error, OperationalError):
        return f"the database can't be used: {' '.join(str(error.orig).split())}"
    return " ".join(str(error).split()) or f"it took too long ({type(error).__name__}); try again"
