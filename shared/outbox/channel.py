"""A channel as it is set up: what it is called, where it leads, which notices it takes, and what it must not be."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import urlsplit

from shared.events import Invalid, Unfitting
from shared.outbox import signing

ChannelKind = Literal["webhook", "slack", "file"]
Lang = Literal["en", "ja"]

LONGEST_ADDRESS = 2_000
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,49}")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as it was set up; `target` is an address, for a file its name. `kinds` are all that it takes."""

    name: str
    kind: ChannelKind
    target: str
    secret: str | None
    kinds: tuple[str, ...]
    team: str | None
    lang: Lang

    def takes(self, kind: str, team: str | None) -> bool:
        """Whether a notice of this kind, to somebody of this team, leaves through it."""
        return kind in self.kinds and self.team in (None, team)


def new_channel(
    name: str,
    kind: str,
    target: str | None,
    *,
    secret: str | None = None,
    kinds: Iterable[str],
    team: str | None = None,
    lang: str = "en",
) -> Channel:
    """A channel as somebody describes it; a webhook without a secret gets one. Raises Invalid."""
    if kind not in get_args(ChannelKind):
        raise Invalid(f"{kind!r} is no kind of channel; choose webhook, slack or file")
    if lang not in get_args(Lang):
        raise Invalid(f"{lang!r} is no language of notices; choose en or ja")
    if kind == "webhook" and secret is None:
        secret = signing.secret_of(os.urandom(32))
    where = f"{name}.jsonl" if kind == "file" else (target or "")
    return checked(Channel(name, kind, where, secret, tuple(kinds), team, lang))  # type: ignore[arg-type]


def checked(channel: Channel) -> Channel:
    """The channel itself. Raises Invalid where it can't be one."""
    if not _NAME.fullmatch(channel.name):
        raise Invalid("a channel's name has lower-case letters, digits and dashes, 50 at most, such as sales-chat")
    if not channel.kinds:
        raise Invalid("a channel that takes no kind of notice has no use; name one at least")
    if channel.kind == "file":
        return channel
    if channel.kind == "webhook":
        signing.key_of(channel.secret or "")
    elif channel.secret is not None:
        raise Unfitting("only a webhook has a secret; leave it out")
    address = channel.target
    try:
        parts = urlsplit(address)
        host = parts.hostname
        usable = bool(host) and parts.port != 0 and len(address) <= LONGEST_ADDRESS and address.isprintable()
    except ValueError:
        host, usable = None, False
    if not usable or not (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)):
        raise Unfitting("the address must begin with https:// (http:// only on this machine) and name a host")
    if parts.username is not None:
        raise Unfitting("an address with a user's name would tell it to whoever keeps logs; leave it out")
    return channel
