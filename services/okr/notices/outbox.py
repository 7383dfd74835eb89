"""Okr's outbox put together: planner, dispatcher, writer, dispatcher."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random

from services.okr.notices.messages import Writer
from services.okr.notices.planner import Planner
from services.okr.notices.scheduler import Scheduler
from services.okr.service import Okr
from shared.now import utc_now
from shared.outbox.dispatcher import Dispatcher
from shared.outbox.outbox import Outbox
from shared.outbox.transports import Transports
from shared.server.layout import Layout


def planner_of(okr: Okr) -> Planner:
    """What plans okr's notices."""
    settings = okr.runtime.settings
    return Planner(okr.notices.ids, settings.escalation_days, settings.zone, okr.absences.of_everybody)


def transports_of(okr: Okr, now: Callable[[], datetime] = utc_now) -> Transports:
    """The ways out of the house."""
    settings = okr.runtime.settings
    files, seconds = Layout(settings.var).notices, settings.notice_timeout_seconds
    forgotten = okr.runtime.sealer.is_forgotten
    return Transports(files, seconds, now, settings.notices_inside, forgotten=forgotten)


def outbox_of(okr: Okr, *, now: Callable[[], datetime] = utc_now, random: Random | None = None) -> Outbox:
    """Okr's outbox, ready to run."""
    runtime, seconds = okr.runtime, okr.runtime.settings.notice_timeout_seconds
    scheduler = Scheduler(runtime.store, planner_of(okr), runtime.settings.zone)
    dispatcher = Dispatcher(
        okr.queue,
        okr.channels,
        transports_of(okr, now),
        Writer(runtime).write,
        seconds=seconds,
        now=now,
        random=random or Random(),
    )
    return Outbox(okr.channels, okr.queue, dispatcher, scheduler.dispatch, now, lambda: runtime.store.acts)
