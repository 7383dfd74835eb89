"""What the program's exit codes mean, and which failure gives which."""

from __future__ import annotations

import sys
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

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

CODES: dict[str, int] = {
    "asyncio.exceptions.CancelledError": INTERRUPTED,
    "shared.events.refusals.Refused": REFUSED,
    "shared.eventlog.errors.Conflict": CONFLICT,
    "shared.eventlog.errors.VersionMismatch": CONFLICT,
    "shared.eventlog.errors.KeyReused": REFUSED,
    "shared.eventlog.errors.TooLarge": REFUSED,
    "shared.eventlog.errors.LogDamaged": DAMAGED,
    "shared.eventlog.errors.NewerLog": DAMAGED,
    "shared.projection.halting.Halt": DAMAGED,
    "shared.projection.shape.Outdated": DAMAGED,
    "shared.events.catalogue.UnknownEvent": DAMAGED,
    "shared.events.envelope.BrokenEvent": DAMAGED,
    "shared.projection.rebuild.RebuildRunning": REFUSED,
    "shared.sealing.keyring.MasterKeyWrong": DAMAGED,
    "shared.backup.manifest.BackupDamaged": DAMAGED,
    "shared.proofs.errors.Malformed": REFUSED,
    "shared.proofs.errors.ProofError": DAMAGED,
    "shared.runtime.Drift": FAILED,
    "shared.eventlog.errors.LogError": UNAVAILABLE,
    "shared.server.errors.SubscriberRefused": REFUSED,
    "shared.server.errors.ServerError": UNAVAILABLE,
    "shared.http.ports.ServingError": UNAVAILABLE,
    "builtins.ConnectionError": UNAVAILABLE,
    "builtins.TimeoutError": UNAVAILABLE,
    "sqlalchemy.exc.OperationalError": UNAVAILABLE,
    "shared.settings.SettingsError": USAGE,
    "builtins.FileNotFoundError": USAGE,
    "builtins.FileExistsError": USAGE,
    "builtins.IsADirectoryError": USAGE,
    "builtins.NotADirectoryError": USAGE,
    "builtins.PermissionError": USAGE,
    "builtins.OSError": UNAVAILABLE,
}
"""The code of each failure, by its class's full name: only what can raise it loads the class."""


def guarded(work: Callable[[], T]) -> T:
    """Run it; a failure that is somebody's to mend becomes one line on standard error and its exit code."""
    try:
        return work()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        sys.stderr.close()
        sys.exit(OK)
    except BaseException as error:
        code = code_of(error)
        if code is None:
            raise
        if code != INTERRUPTED:
            sys.stderr.write(f"tomoni: {_sentence(error)}\n")
        sys.exit(code)


def execute(work: Coroutine[Any, Any, T]) -> T:
    """Run an asynchronous command to its end, `guarded`."""
    # Loaded here: help, and a command that asks no service, needs no loop.
    import uvloop

    from shared.stopping import cancelled_by_signals

    return guarded(lambda: uvloop.run(cancelled_by_signals(work)))


def code_of(error: BaseException) -> int | None:
    """The code of the nearest class that has one; None for a fault of the program itself."""
    return next((CODES[kind] for kind in _kinds(error) if kind in CODES), None)


def _kinds(error: BaseException) -> list[str]:
    return [f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__]


def _sentence(error: Any) -> str:
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    if "sqlalchemy.exc.OperationalError" in _kinds(error):
        return f"the database can't be used: {' '.join(str(error.orig).split())}"
    return " ".join(str(error).split()) or f"it took too long ({type(error).__name__}); try again"
