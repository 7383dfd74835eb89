"""The messages that wait to be delivered: claimed for a while by whoever delivers, settled, given up, tried again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, func, or_, select, update

from shared.outbox.backoff import GIVEN_UP_AFTER
from shared.outbox.tables import MessageState, messages, notices
from shared.projection import Store

_messages = messages.c


@dataclass(frozen=True, slots=True)
class Message:
    """A message to a channel: the notices in it, as they were planned, and how often it was tried."""

    id: str
    channel: str
    kind: str
    notices: tuple[dict[str, Any], ...]
    created: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class QueueState:
    """How many messages wait, of which the oldest since when, and how many were given up."""

    pending: int
    given_up: int
    oldest: datetime | None


class DeliveryQueue:
    """The messages of one store. `owner` tells this process from others. Every method blocks: call it in a thread."""

    def __init__(self, store: Store, owner: str) -> None:
        self._store, self._owner = store, owner

    def claim(self, channel: str, now: datetime, lease: timedelta, most: int) -> list[Message]:
        """The next messages to the channel that are due, the oldest first; nobody else gets them until the lease ends.

        However this process ends, another one has them afterwards.
        """
        with self._alone() as connection:
            free = or_(_messages.leased_until.is_(None), _messages.leased_until <= now)
            query = (
                select(messages)
                .where(_messages.state == MessageState.PENDING, _messages.channel == channel)
                .where(_messages.next_at <= now, free)
                .order_by(_messages.created, _messages.message)
                .limit(most)
                .with_for_update(skip_locked=True)
            )
            rows = connection.execute(query).mappings().all()
            for row in rows:
                claimed = {"lease": self._owner, "leased_until": now + lease}
                connection.execute(_this(row["message"], channel).values(**claimed))
        return [_message(row) for row in rows]

    def delivered(self, message: Message, now: datetime) -> None:
        """It arrived; whoever else holds a lease on it by now need not try any more."""
        self._settle(message, MessageState.DELIVERED, now, attempts=message.attempts + 1, error=None)

    def dropped(self, message: Message, now: datetime, why: str) -> None:
        """There is nobody left to tell, or nothing to tell him."""
        self._settle(message, MessageState.DROPPED, now, error=why)

    def failed(self, message: Message, now: datetime, again: datetime, error: str) -> bool:
        """It didn't arrive and is tried again then; true where it has been tried for days, and is given up."""
        attempts = message.attempts + 1
        if now - message.created >= GIVEN_UP_AFTER:
            self._settle(message, MessageState.GIVEN_UP, now, attempts=attempts, error=error[:500])
            return True
        changed = {"attempts": attempts, "next_at": again, "error": error[:500], "lease": None, "leased_until": None}
        with self._alone() as connection:
            query = _this(message.id, message.channel).where(_messages.lease == self._owner).values(**changed)
            connection.execute(query.where(_messages.state == MessageState.PENDING))
        return False

    def handed_back(self, message: Message) -> None:
        """It wasn't tried after all: anybody may have it at once."""
        with self._alone() as connection:
            query = _this(message.id, message.channel).where(_messages.lease == self._owner)
            connection.execute(query.values(lease=None, leased_until=None))

    def give_up_all(self, channel: str, now: datetime, why: str, older: timedelta = timedelta(0)) -> int:
        """Give up what has waited for the channel for so long; how many messages that were."""
        which = (
            _messages.channel == channel,
            _messages.state == MessageState.PENDING,
            _messages.created <= now - older,
        )
        given_up = {"state": MessageState.GIVEN_UP.value, "settled": now, "error": why[:500]}
        return self._many(which, {**given_up, "lease": None, "leased_until": None})

    def retry(self, now: datetime, message: str | None = None) -> int:
        """Deliver what was given up after all, all of it or one message, as if it were new; how many there were."""
        which = [_messages.state == MessageState.GIVEN_UP]
        if message is not None:
            which.append(_messages.message == message)
        fresh = {"state": MessageState.PENDING.value, "created": now, "next_at": now, "attempts": 0, "settled": None}
        return self._many(tuple(which), fresh)

    def listed(self, state: MessageState | None, limit: int) -> list[RowMapping]:
        """The latest messages, of this state or all."""
        query = select(messages).order_by(_messages.created.desc(), _messages.message, _messages.channel).limit(limit)
        if state is not None:
            query = query.where(_messages.state == state)
        with self._store.keep() as connection:
            return list(connection.execute(query).mappings())

    def standing(self) -> QueueState:
        """What waits, and what was given up."""
        count, oldest = func.count(), func.min(messages.c.created)
        query = select(_messages.state, count, oldest).group_by(_messages.state)
        with self._store.keep() as connection:
            found = {row[0]: (row[1], row[2]) for row in connection.execute(query)}
        pending, oldest_pending = found.get(MessageState.PENDING, (0, None))
        return QueueState(pending, found.get(MessageState.GIVEN_UP, (0, None))[0], oldest_pending)

    def abandon(self, known: Sequence[str], now: datetime) -> int:
        """Give up what has waited for days for a channel that was taken away; how many messages."""
        which = (
            _messages.channel.not_in(known),
            _messages.state == MessageState.PENDING,
            _messages.created <= now - GIVEN_UP_AFTER,
        )
        why = "its channel was taken away"
        return self._many(which, {"state": MessageState.GIVEN_UP.value, "settled": now, "error": why})

    def clean(self, before: datetime) -> None:
        """Forget what was settled before then; it is of no use any more, and names people."""
        with self._alone() as connection:
            connection.execute(messages.delete().where(_messages.settled < before))
            connection.execute(notices.delete().where(notices.c.settled < before))

    def _settle(self, message: Message, state: MessageState, now: datetime, **values: Any) -> None:
        done = {"state": state.value, "settled": now, "lease": None, "leased_until": None, **values}
        with self._alone() as connection:
            connection.execute(_this(message.id, message.channel).values(**done))

    def _many(self, which: tuple[Any, ...], values: dict[str, Any]) -> int:
        with self._alone() as connection:
            return connection.execute(update(messages).where(*which).values(**values)).rowcount

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        # SQLite must lock before it looks; PostgreSQL locks the rows it looks at.
        with self._store.lasting.execution_options(immediate=True).begin() as connection:
            yield connection


def _this(message: str, channel: str) -> Any:
    return update(messages).where(_messages.message == message, _messages.channel == channel)


def _message(row: RowMapping) -> Message:
    return Message(row["message"], row["channel"], row["kind"], tuple(row["notices"]), row["created"], row["attempts"])
