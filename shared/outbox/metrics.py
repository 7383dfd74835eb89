"""What the outbox tells Prometheus."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from prometheus_client import Metric

from shared.outbox.dispatcher import Dispatcher
from shared.outbox.queue import QueueState

if TYPE_CHECKING:
    from shared.metrics import MetricFamilies


def of_outbox(tell: MetricFamilies, dispatcher: Dispatcher, standing: QueueState) -> Iterator[Metric]:
    """Messages that wait and were given up, and by kind of channel what this process has delivered and failed to."""
    waited = 0.0 if standing.oldest is None else max(0.0, (datetime.now(UTC) - standing.oldest).total_seconds())
    yield tell.gauge("notice_messages_pending", "Messages to channels that haven't arrived yet.", standing.pending)
    yield tell.gauge("notice_messages_given_up", "Messages to channels that were given up.", standing.given_up)
    yield tell.gauge("notice_wait_seconds", "For how long the oldest message has been on its way; 0 without.", waited)
    words = "Messages that this process has delivered."
    yield tell.counters("notice_messages_delivered", words, "channel", dispatcher.delivered)
    words = "Attempts of this process that failed; they are tried again."
    yield tell.counters("notice_attempts_failed", words, "channel", dispatcher.failures)
