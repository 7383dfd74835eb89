"""Subscribers: each gets an account, a durable with his filter, and credentials, while the server runs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from nats.aio.client import Client
from nats.errors import Error as NatsError

from shared.server import registry, running
from shared.server.accounts import NAME, PROVISIONER
from shared.server.configuration import write_accounts
from shared.server.declared import EVENTS, subscriber_durable
from shared.server.errors import ReloadFailed, ServerError, SubscriberRefused
from shared.server.filters import check_filters, check_name
from shared.server.jetstream import NO_SUCH_CONSUMER, Refused, ask, ask_or_none
from shared.server.layout import Layout
from shared.server.nkeys import read_seed
from shared.server.process import EmbeddedServer
from shared.server.registry import Start, Subscriber
from shared.server.streams import as_told, compare

RELOAD_TIMEOUT = 10.0


@dataclass(frozen=True, slots=True)
class Added:
    """What a new subscriber needs: the durable's name is his own."""

    subscriber: Subscriber
    seed_file: Path
    url: str


async def add(
    layout: Layout, server: EmbeddedServer | str, name: str, filters: Sequence[str], start: Start = "all"
) -> Added:
    """Make the credentials, the account, the durable; reload the server; return when the subscriber can read.

    `server` is the running embedded server or its address. `start`: from the first event (`all`), or only what comes
    after now (`new`); either may later `rewind` to any position. Adding the same again changes nothing.
    Raises SubscriberRefused for a name or filters that can't be, ReloadFailed when the server doesn't take the account
    within 10 seconds, ServerError when it can't be reached.
    """
    check_name(name)
    check_filters(filters)
    known = registry.find(layout, name)
    if known is not None and set(known.filters) != set(filters):
        raise SubscriberRefused(
            f"the subscriber {name!r} exists with {_named(known.filters)}: remove it first, or choose another name"
        )
    subscriber = known or Subscriber(name, tuple(filters), start)
    url = _url(server)
    provisioner = await _connect(url, layout.credentials(PROVISIONER))
    try:
        await _make_durable(provisioner, subscriber)
    finally:
        await provisioner.close()
    if known is None:
        registry.save(layout, [*registry.load(layout), subscriber])
    write_accounts(layout)
    await _take_in(layout, server, name)
    return Added(subscriber, layout.credentials(name), url)


def _named(filters: Sequence[str]) -> str:
    return f"the filter{'s' if len(filters) > 1 else ''} {', '.join(map(repr, filters))}"


async def remove(layout: Layout, server: EmbeddedServer | str, name: str) -> None:
    """Take away the account, the durable with its position, and the credentials. Events stay where they are.

    Returns when the server no longer lets him in. Raises SubscriberRefused when there is no such subscriber,
    ReloadFailed when the server still lets him in after 10 seconds, ServerError when it can't be reached.
    """
    if registry.find(layout, name) is None:
        raise SubscriberRefused(f"there is no subscriber {name!r}: list them to see which there are")
    provisioner = await _connect(_url(server), layout.credentials(PROVISIONER))
    try:
        await ask_or_none(provisioner, f"CONSUMER.DELETE.{EVENTS}.{name}", NO_SUCH_CONSUMER)
    finally:
        await provisioner.close()
    registry.save(layout, [other for other in registry.load(layout) if other.name != name])
    write_accounts(layout)
    _reload(layout, server)
    await _shut_out(_url(server), layout.credentials(name), name)
    layout.credentials(name).unlink(missing_ok=True)


def listed(layout: Layout) -> tuple[Subscriber, ...]:
    """All subscribers, in order of name."""
    return registry.load(layout)


async def rewind(nc: Client, name: str, position: int) -> None:
    """Go on reading with the event at `position` (1 is the first), forwards or backwards.

    Works with the subscriber's own connection. What was pulled and not yet acknowledged is forgotten.
    Raises SubscriberRefused when the server refuses or `position` is below 1.
    """
    if position < 1:
        raise SubscriberRefused(f"there is no position {position}: the first event is at 1")
    if not NAME.fullmatch(name):
        raise SubscriberRefused(f"there can be no subscriber called {name!r}")
    try:
        await ask(nc, f"CONSUMER.RESET.{EVENTS}.{name}", {"seq": position})
    except Refused as refusal:
        raise SubscriberRefused(f"{name} can't go to position {position}: {refusal.description}") from refusal


async def _make_durable(provisioner: Client, subscriber: Subscriber) -> None:
    config = as_told(subscriber_durable(subscriber))
    found = await ask_or_none(provisioner, f"CONSUMER.INFO.{EVENTS}.{subscriber.name}", NO_SUCH_CONSUMER)
    if found is not None:
        differences = compare(f"durable {subscriber.name}", found["config"], config)
        if differences:
            raise SubscriberRefused(f"{'; '.join(map(str, differences))}: remove that durable, or choose another name")
        return
    last = int((await ask(provisioner, f"STREAM.INFO.{EVENTS}"))["state"]["last_seq"])
    body = {"stream_name": EVENTS, "config": config, "action": "create"}
    await ask(provisioner, f"CONSUMER.CREATE.{EVENTS}.{subscriber.name}", body)
    if subscriber.start == "new":
        await rewind(provisioner, subscriber.name, last + 1)


def _reload(layout: Layout, server: EmbeddedServer | str) -> None:
    if isinstance(server, EmbeddedServer):
        server.reload()
    elif not running.reload_server(layout):
        raise ReloadFailed(
            f"no server runs with {layout.nats_config}: {layout.accounts_config} is written; give it to the server at "
            f"{server} and reload that one"
        )


async def _take_in(layout: Layout, server: EmbeddedServer | str, name: str) -> None:
    """Reload until the new account can look at its durable: a reload itself answers nothing, so this is the proof.

    It takes two. The first makes the account; its imports come alive only in a reload that finds it already there
    (measured on 2.15.1, and its `configureAccounts` reads so).
    """
    failure: Exception | None = None
    try:
        async with asyncio.timeout(RELOAD_TIMEOUT):
            while True:
                _reload(layout, server)
                await asyncio.sleep(0.1)
                try:
                    await _look(_url(server), layout.credentials(name), name)
                    return
                except ServerError as error:
                    failure = error
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise ReloadFailed(f"the server didn't take the account of {name!r} ({failure}): see its log") from failure


async def _shut_out(url: str, seed_file: Path, name: str) -> None:
    for _ in range(int(RELOAD_TIMEOUT / 0.1)):
        try:
            client = await _connect(url, seed_file)
        except ServerError:
            return
        await client.close()
        await asyncio.sleep(0.1)
    raise ReloadFailed(f"the server still lets {name!r} in: see its log")


async def _look(url: str, seed_file: Path, name: str) -> None:
    client = await _connect(url, seed_file)
    try:
        await ask(client, f"CONSUMER.INFO.{EVENTS}.{name}", patience=0.2)
    finally:
        await client.close()


async def _connect(url: str, seed_file: Path) -> Client:
    """One short-lived connection, tried once at each address."""
    *others, last = url.split(",")
    for address in others:
        with suppress(ServerError):
            return await _connect_to(address, seed_file)
    return await _connect_to(last, seed_file)


async def _connect_to(url: str, seed_file: Path) -> Client:
    client = Client()
    trying = True

    async def give_up(error: Exception) -> None:
        # Left alone nats-py tries for two minutes, leaves each refused socket open, and forgets why.
        if trying:
            raise error

    try:
        await client.connect(
            url, nkeys_seed_str=read_seed(seed_file), allow_reconnect=False, connect_timeout=5, error_cb=give_up
        )
    except (NatsError, OSError) as error:
        trying = False
        await client.close()
        raise ServerError(f"can't connect to {url} with {seed_file.name}: {error}") from error
    trying = False
    return client


def _url(server: EmbeddedServer | str) -> str:
    return server.url if isinstance(server, EmbeddedServer) else server
