"""Win sessions, experiments and cadences, as the measures of the practice look at them: when, and what came of them."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, String, Table, false

from shared.events import (
    CadenceSet,
    ExperimentConcluded,
    ExperimentExtended,
    ExperimentStarted,
    Recorded,
    WinSessionCancelled,
    WinSessionClosed,
    WinSessionScheduled,
)
from shared.events.values import PLAIN
from shared.projection import Instant, Rows, View, handles, metadata


class SessionTimes(View):
    """One row per win session; `unit` is the id of the aggregate, which is its team's or the company's."""

    table = Table(
        "okr_session_times",
        metadata,
        Column("session", String, primary_key=True),
        Column("unit", String, nullable=False, index=True),
        Column("at", Instant, nullable=False),
        Column("every", String, nullable=False),
        Column("closed", Instant),
        Column("cancelled", Instant),
    )

    @handles(WinSessionScheduled)
    def scheduled(self, rows: Rows, event: Recorded[WinSessionScheduled]) -> None:
        data = event.data
        if (row := rows.get(data.session)) is not None:
            row |= {"at": data.at, "every": data.every}
        else:
            rows[data.session] = {"unit": event.aggregate_id, "at": data.at, "every": data.every}

    @handles(WinSessionClosed)
    def closed(self, rows: Rows, event: Recorded[WinSessionClosed]) -> None:
        rows.change(event.data.session, closed=event.time)

    @handles(WinSessionCancelled)
    def cancelled(self, rows: Rows, event: Recorded[WinSessionCancelled]) -> None:
        rows.change(event.data.session, cancelled=event.time)


class ExperimentTimes(View):
    """One row per experiment; `until` lists its last days, each with the moment from which that was it."""

    table = Table(
        "okr_experiment_times",
        metadata,
        Column("experiment", String, primary_key=True),
        Column("key_result", String, nullable=False),
        Column("until", JSON, nullable=False),
        Column("concluded", Instant),
        Column("learned", Boolean, nullable=False, server_default=false()),
    )

    @handles(ExperimentStarted)
    def started(self, rows: Rows, event: Recorded[ExperimentStarted]) -> None:
        data = event.data
        rows[event.aggregate_id] = {
            "key_result": data.key_result,
            "until": [[event.time.isoformat(), data.until.isoformat()]],
            "learned": False,
        }

    @handles(ExperimentExtended)
    def extended(self, rows: Rows, event: Recorded[ExperimentExtended]) -> None:
        if (row := rows.get(event.aggregate_id)) is not None:
            row["until"] = [*row["until"], [event.time.isoformat(), event.data.until.isoformat()]]

    @handles(ExperimentConcluded)
    def concluded(self, rows: Rows, event: Recorded[ExperimentConcluded]) -> None:
        """It is over; whether anything was learned."""
        rows.change(
            event.aggregate_id, concluded=event.time, learned=bool(event.data.learned.removeprefix(PLAIN).strip())
        )


class CadenceTimes(View):
    """One row per team or person for which a cadence was ever set: `every`, `weekday`, `grace`."""

    table = Table(
        "okr_cadence_times",
        metadata,
        Column("cadence", String, primary_key=True),
        Column("team", String),
        Column("person", String),
        Column("changes", JSON, nullable=False),
    )

    @handles(CadenceSet)
    def set(self, rows: Rows, event: Recorded[CadenceSet]) -> None:
        data = event.data
        former = rows.get(event.aggregate_id)
        change = {"at": event.time.isoformat(), "every": data.every, "weekday": data.weekday, "grace": data.grace_days}
        changes = [*(former["changes"] if former else ()), change]
        rows[event.aggregate_id] = {"team": data.team, "person": data.person, "changes": changes}
