"""Channels, through which notices leave: set up by admins; addresses and secrets are sealed and never in the log."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import RowMapping, delete, insert, select, update

from shared.events import NotFound, Unfitting, WrongState
from shared.outbox.channel import Channel, checked
from shared.outbox.destinations import NOTHING, Inside, refuse
from shared.outbox.tables import channels
from shared.projection import Store
from shared.sealing.strongbox import Strongbox, StrongboxShut

MOST = 50


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """What is shown of a channel: never its secret, and of an address only whose it is."""

    name: str
    kind: str
    target: str
    kinds: tuple[str, ...]
    team: str | None
    lang: str
    added: datetime
    disabled: str | None
    failures: int
    rests_until: datetime | None
    error: str | None


class Channels:
    """Those of one store; `allowed` may be reached though it isn't public. Every method blocks: call it in a thread."""

    def __init__(self, store: Store, strongbox: Strongbox, allowed: Inside = NOTHING) -> None:
        self._store, self._strongbox, self._allowed = store, strongbox, allowed

    def add(self, channel: Channel, now: datetime) -> Channel:
        """Set a channel up, with a new secret where a webhook has none. Raises Invalid, WrongState for a name twice."""
        good = checked(channel)
        if good.kind != "file":
            refuse(urlsplit(good.target).hostname or "", self._allowed)
        with self._store.lasting.execution_options(immediate=True).begin() as connection:
            names = list(connection.execute(select(channels.c.channel)).scalars())
            if good.name in names:
                raise WrongState(f"there is a channel {good.name} already; remove it first, or choose another name")
            if len(names) >= MOST:
                raise Unfitting(f"{MOST} channels are enough; remove one that nobody needs")
            connection.execute(insert(channels).values(**self._kept(good), added=now, failures=0))
        return good

    def remove(self, name: str) -> None:
        """Nothing leaves through it any more; what waits for it is kept, and goes on where it is added again.

        Raises NotFound.
        """
        with self._store.keep() as connection:
            if not connection.execute(delete(channels).where(channels.c.channel == name)).rowcount:
                raise NotFound(f"there is no channel {name!r}; list them with: tomoni notices channel list")

    def every(self) -> list[ChannelRow]:
        """All channels, by name."""
        with self._store.keep() as connection:
            rows = connection.execute(select(channels).order_by(channels.c.channel)).mappings().all()
        return [self._shown(row) for row in rows]

    def working(self) -> list[tuple[Channel, datetime | None]]:
        """Those that aren't disabled and whose secrets open, and until when each rests after failures."""
        with self._store.keep() as connection:
            query = select(channels).where(channels.c.disabled.is_(None)).order_by(channels.c.channel)
            rows = connection.execute(query).mappings().all()
        found = []
        for row in rows:
            # One that doesn't open is told of by `every`; it keeps no other waiting.
            with suppress(StrongboxShut):
                found.append((self._opened(row), row["rests_until"]))
        return found

    def taking(self) -> list[Channel]:
        """Those that aren't disabled, without addresses and secrets: what is for them may wait until these open."""
        with self._store.keep() as connection:
            query = select(channels).where(channels.c.disabled.is_(None)).order_by(channels.c.channel)
            rows = connection.execute(query).mappings().all()
        return [_channel(row, "", None) for row in rows]

    def named(self, name: str) -> Channel:
        """One of them. Raises NotFound, StrongboxShut."""
        with self._store.keep() as connection:
            row = connection.execute(select(channels).where(channels.c.channel == name)).mappings().one_or_none()
        if row is None:
            raise NotFound(f"there is no channel {name!r}; list them with: tomoni notices channel list")
        return self._opened(row)

    def works(self, name: str) -> None:
        """Something was delivered through it."""
        self._set(name, failures=0, rests_until=None, error=None)

    def rests(self, name: str, failures: int, until: datetime, error: str) -> None:
        """It failed; nothing is tried through it before `until`."""
        self._set(name, failures=failures, rests_until=until, error=error[:500])

    def disable(self, name: str, why: str) -> None:
        """Nothing is sent there any more until it is set up anew."""
        self._set(name, disabled=why[:500], rests_until=None)

    def failures(self, name: str) -> int:
        """How often in a row it has failed."""
        with self._store.keep() as connection:
            query = select(channels.c.failures).where(channels.c.channel == name)
            return connection.execute(query).scalar_one_or_none() or 0

    def _set(self, name: str, **values: Any) -> None:
        with self._store.keep() as connection:
            connection.execute(update(channels).where(channels.c.channel == name).values(**values))

    def _kept(self, channel: Channel) -> dict[str, Any]:
        shut, name = self._strongbox.shut, channel.name
        return {
            "channel": name,
            "kind": channel.kind,
            "target": shut(f"channel {name}: address", channel.target),
            "secret": None if channel.secret is None else shut(f"channel {name}: secret", channel.secret),
            "kinds": list(channel.kinds),
            "team": channel.team,
            "lang": channel.lang,
        }

    def _opened(self, row: RowMapping) -> Channel:
        name, open_ = row["channel"], self._strongbox.open
        secret = None if row["secret"] is None else open_(f"channel {name}: secret", row["secret"])
        target = open_(f"channel {name}: address", row["target"])
        return _channel(row, target, secret)

    def _shown(self, row: RowMapping) -> ChannelRow:
        disabled = row["disabled"]
        try:
            found = self._opened(row)
            parts = urlsplit(found.target)
            target = found.target if found.kind == "file" else f"{parts.scheme}://{parts.netloc}/…"
        except StrongboxShut as error:
            target, disabled = "…", str(error)
        names = ("kind", "team", "lang", "added", "failures", "rests_until", "error")
        told = {name: row[name] for name in names}
        return ChannelRow(name=row["channel"], target=target, kinds=tuple(row["kinds"]), disabled=disabled, **told)


def _channel(row: RowMapping, target: str, secret: str | None) -> Channel:
    return Channel(row["channel"], row["kind"], target, secret, tuple(row["kinds"]), row["team"], row["lang"])
