"""The log: append under a check, load one aggregate, read everything fast."""

from shared.eventlog.appending import append
from shared.eventlog.asking import Record
from shared.eventlog.client import LogClient, connect
from shared.eventlog.errors import (
    Conflict,
    KeyReused,
    LogDamaged,
    LogError,
    LogFull,
    LogUnavailable,
    NewerLog,
    TooLarge,
    VersionMismatch,
)
from shared.eventlog.log import EventLog
from shared.eventlog.orders import Decider, Order, Outcome
from shared.eventlog.pulse import Pulse
from shared.eventlog.reading import FastReader
from shared.eventlog.record_caching import RecordCaching
from shared.eventlog.rehearsal import Rehearsal
from shared.eventlog.repository import Repository
from shared.eventlog.standing import STREAM, StreamInfo

__all__ = [
    "STREAM",
    "Conflict",
    "Decider",
    "EventLog",
    "FastReader",
    "KeyReused",
    "LogClient",
    "LogDamaged",
    "LogError",
    "LogFull",
    "LogUnavailable",
    "NewerLog",
    "Order",
    "Outcome",
    "Pulse",
    "Record",
    "RecordCaching",
    "Rehearsal",
    "Repository",
    "StreamInfo",
    "TooLarge",
    "VersionMismatch",
    "append",
    "connect",
]
