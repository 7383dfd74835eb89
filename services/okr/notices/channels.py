"""Channels are described and tried out: by which kinds of notices suit which kind of channel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.okr.notices.domain.choices import CHANNEL_KINDS, REMINDERS
from services.okr.notices.outbox import transports_of
from services.okr.service import Okr
from shared.events import Invalid, Unfitting, fresh_command_id
from shared.outbox.channel import Channel, new_channel
from shared.outbox.results import Arrived, Delivery

_TEXT = {"en": "Tomoni's notices leave through this channel.", "ja": "このチャンネルにTomoniのお知らせが届きます。"}


@dataclass(frozen=True, slots=True)
class Described:
    """A channel that was set up; `secret` is told this once."""

    name: str
    kind: str
    kinds: tuple[str, ...]
    secret: str | None


@dataclass(frozen=True, slots=True)
class Tested:
    """Whether a message arrived just now, and else why not."""

    channel: str
    arrived: bool
    why: str | None


def described(
    name: str,
    kind: str,
    address: str | None,
    *,
    secret: str | None = None,
    kinds: Sequence[str] | None = None,
    team: str | None = None,
    lang: str = "en",
) -> Channel:
    """A channel. Raises Invalid.

    A room that many read gets praise, invitations and what concerns whoever organises, where nothing else is said: what
    somebody has not done is told there only where the company has decided so. A program and a file get everything.
    """
    for each in kinds or ():
        if each not in CHANNEL_KINDS:
            raise Invalid(f"{each!r} is no kind of notice; there are {', '.join(CHANNEL_KINDS)}")
    suiting = tuple(each for each in CHANNEL_KINDS if kind != "slack" or each not in REMINDERS)
    if kind == "file" and address is not None:
        raise Unfitting("a file has no address: it lies in the data directory, named for the channel; leave it out")
    return new_channel(name, kind, address, secret=secret, kinds=kinds or suiting, team=team, lang=lang)


async def tested(okr: Okr, name: str, now: Callable[[], datetime]) -> Tested:
    """Send one message through a channel at once, past the outbox. Raises NotFound."""
    channel = okr.channels.named(name)
    transports = transports_of(okr, now)
    try:
        result = await transports.deliver(channel, Delivery(fresh_command_id(), "test", _TEXT[channel.lang], {}, now()))
    finally:
        await transports.close()
    arrived = isinstance(result, Arrived)
    return Tested(name, arrived, None if isinstance(result, Arrived) else result.why)
