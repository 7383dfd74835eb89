"""The outbox's tables. They are no views: a rebuild never touches them, and every backup holds them."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import JSON, Column, Index, Integer, String, Table

from shared.projection.columns import Instant
from shared.projection.keep import keep_metadata


class NoticeState(StrEnum):
    """What has become of what somebody is to be told."""

    WAITING = "waiting"
    SENT = "sent"
    NOWHERE = "nowhere to send it"
    CANCELLED = "cancelled"


class MessageState(StrEnum):
    """What has become of a message to a channel."""

    PENDING = "pending"
    DELIVERED = "delivered"
    GIVEN_UP = "given up"
    DROPPED = "dropped"


notices = Table(
    "outbox_notices",
    keep_metadata,
    Column("notice", String, primary_key=True),
    Column("event", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("whom", String, nullable=False),
    Column("person", String),
    Column("at", Instant, nullable=False),
    Column("expires", Instant),
    Column("planned", Instant, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String),
    Column("settled", Instant),
    Index("outbox_notices_due", "state", "at"),
)
"""One row per event, kind and person to be told: `notice` is made from these three, so it can't be there twice.

`whom` is the person, or what he is to somebody (``reviewer``) where he is found out only when it is time; `at` is when
it may be sent, `expires` from when on it is of no use any more.
"""

messages = Table(
    "outbox_messages",
    keep_metadata,
    Column("message", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("notices", JSON, nullable=False),
    Column("created", Instant, nullable=False),
    Column("state", String, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease", String),
    Column("leased_until", Instant),
    Column("error", String),
    Column("settled", Instant),
    Index("outbox_messages_due", "state", "channel", "next_at"),
)
"""One row per message and channel: one notice or several, and how far delivering it has come.

Whoever delivers it holds a lease meanwhile: when he dies, another one takes it over after `leased_until`.
"""

channels = Table(
    "outbox_channels",
    keep_metadata,
    Column("channel", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("target", String, nullable=False),
    Column("secret", String),
    Column("kinds", JSON, nullable=False),
    Column("team", String),
    Column("lang", String, nullable=False),
    Column("added", Instant, nullable=False),
    Column("disabled", String),
    Column("failures", Integer, nullable=False),
    Column("rests_until", Instant),
    Column("error", String),
)
"""One row per channel. `target` (an address may be a secret) and `secret` are sealed; `disabled` is why it is."""
