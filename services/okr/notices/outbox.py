"""Okr's outbox put together: planner, dispatcher, writer, postman."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random

from services.okr.notices.dispatcher import Dispatcher
from services.okr.notices.messages import Writer
from services.okr.notices.planner import Planner
from services.okr.service import Okr
from shared.now import utc_now
from shared.outbox.office import Office
from shared.outbox.postman import Postman
from shared.outbox.transports import Transports
from shared.server.layout import Layout


def planner_of(okr: Okr) -> Planner:
    """What plans okr's notices."""
    settings = okr.ground.settings
    return Planner(okr.notices.ids, settings.escalation_days, settings.zone, okr.absences.of_everybody)


def transports_of(okr: Okr, now: Callable[[], datetime] = utc_now) -> Transports:
    """The ways out of the house."""
    settings = okr.ground.settings
    files, seconds = Layout(settings.var).notices, settings.notice_timeout_seconds
    forgotten = okr.ground.sealer.is_forgotten
    return Transports(files, seconds, now, settings.notices_inside, forgotten=forgotten)


def office_of(okr: Okr, *, now: Callable[[], datetime] = utc_now, random: Random | None = None) -> Office:
    """Okr's outbox, ready to run."""
    ground, seconds = okr.ground, okr.ground.settings.notice_timeout_seconds
    dispatcher = Dispatcher(ground.store, planner_of(okr), ground.settings.zone)
    postman = Postman(
        okr.mailbox,
        okr.channels,
        transports_of(okr, now),
        Writer(ground).write,
        seconds=seconds,
        now=now,
        random=random or Random(),
    )
    return Office(okr.channels, okr.mailbox, postman, dispatcher.dispatch, now, lambda: ground.store.acts)
