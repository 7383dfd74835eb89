"""How the refusals of the domains and the errors of the log are told over HTTP, by every service alike."""

from __future__ import annotations

from shared.eventlog import (
    Conflict,
    KeyReused,
    LogDamaged,
    LogFull,
    LogUnavailable,
    NewerLog,
    TooLarge,
    VersionMismatch,
)
from shared.events import BrokenEvent, Forbidden, Invalid, NotFound, Unfitting, UnknownEvent, WrongState
from shared.http.problems import ErrorMap
from shared.projection import Outdated
from shared.sealing import MasterKeyWrong

ERRORS: ErrorMap = {
    Invalid: (422, "invalid"),
    # So a program sees whether what it sent is never right, or isn't right here and now.
    Unfitting: (422, "invalid", ("well_formed",)),
    NotFound: (404, "not-found"),
    Forbidden: (403, "forbidden"),
    WrongState: (409, "wrong-state"),
    Conflict: (409, "conflict", ("aggregate", "version")),
    # RFC 9110 would have 412; to whoever edits, it is one conflict, whether it is noticed before or while storing.
    VersionMismatch: (409, "conflict", ("aggregate", "version")),
    KeyReused: (422, "idempotency-key-reused", ("aggregate",)),
    TooLarge: (413, "too-large"),
    LogFull: (503, "log-full"),
    LogUnavailable: (503, "log-unavailable"),
    NewerLog: (503, "newer-log"),
    LogDamaged: (503, "log-damaged"),
    BrokenEvent: (503, "log-damaged"),
    UnknownEvent: (503, "newer-log"),
    Outdated: (503, "store-outdated"),
    MasterKeyWrong: (503, "master-key-wrong"),
}
"""``errors=`` of `create_app`."""
