"""What can go wrong between a command and the log.

::

    LogError
    ├── Conflict         somebody else changed the aggregate, three times running   (HTTP 409)
    ├── VersionMismatch  the caller's If-Match names another version                (HTTP 409)
    ├── KeyReused        the idempotency key was used with another body             (HTTP 422)
    ├── TooLarge         an event would exceed what the log takes                   (HTTP 413)
    ├── LogUnavailable   no answer from the log; the outcome may be unknown         (HTTP 503)
    │   ├── LogAway          the connection is down                                 (HTTP 503)
    │   ├── LogSilent        a server took the request and says nothing             (HTTP 503)
    │   ├── LogLeaderless    nobody answers for it: an election, or no quorum       (HTTP 503)
    │   └── LogFull          it has reached its limit                               (HTTP 503)
    ├── NewerLog         a newer program wrote this aggregate; this one must not decide on half a state (HTTP 503)
    └── LogDamaged       the log does not hold what it must: a hole, another log    (readiness)
"""

from __future__ import annotations


class LogError(Exception):
    """Something about the log; the text is a sentence to a person."""


class Conflict(LogError):
    """The aggregate changed while the command was being decided. `version` is its present one."""

    def __init__(self, aggregate: str, version: int) -> None:
        super().__init__(
            f"{aggregate} was changed by somebody else at the same time; read version {version}, then retry"
        )
        self.aggregate, self.version = aggregate, version


class VersionMismatch(LogError):
    """The command was meant for another version. `version` is the present one."""

    def __init__(self, aggregate: str, expected: int, version: int) -> None:
        super().__init__(f"{aggregate} is at version {version}, not {expected}; read it again and decide anew")
        self.aggregate, self.version = aggregate, version


class KeyReused(LogError):
    """The same idempotency key came with another body."""

    def __init__(self, aggregate: str) -> None:
        super().__init__(f"this Idempotency-Key was used for another command on {aggregate}; send a new key")
        self.aggregate = aggregate


class TooLarge(LogError):
    """An event is larger than a message of the log may be."""


class LogUnavailable(LogError):
    """The log did not answer in time. A command may have been stored: retry it with the same Idempotency-Key."""


class LogAway(LogUnavailable):
    """The connection to the log is down."""


class LogSilent(LogUnavailable):
    """A server took the request, and no answer came in time."""


class LogLeaderless(LogUnavailable):
    """Nobody answers for the log: it is choosing a leader, or too few of its servers are there to have one."""


class LogFull(LogUnavailable):
    """The log has reached the limit that it was given, and refuses events; nothing of this one was stored."""

    def __init__(self) -> None:
        super().__init__(
            "the log has reached its limit, and this was not stored; raise TOMONI_LOG_MAX_BYTES, then run: "
            "tomoni streams apply"
        )


class NewerLog(LogError):
    """The aggregate holds an event that only a newer program understands."""


class LogDamaged(LogError):
    """The log lacks an event that was there, or holds another one in its place."""
