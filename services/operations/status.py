"""`tomoni status`: what runs, how full the log is, how far each store and subscriber has come."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from services.cli.exits import execute
from services.cli.output import Json, show, show_json, show_table
from services.cli.services import Service, views_of
from services.cli.workplace import log_url, running, user
from services.proofs.durable import is_held
from services.proofs.place import Place
from services.proofs.standing import standing_in
from shared.eventlog import EventLog
from shared.projection import Halt, ParkedReactions, Store, parked_count, position_in, verify
from shared.projection.locking import RunnerLock
from shared.readiness import reasons_in
from shared.runtime import store_url
from shared.server import subscribers
from shared.server.layout import Layout
from shared.settings import load_settings

if TYPE_CHECKING:
    from services.cli.workplace import Running
    from shared.settings import Settings

NOT_RUNNING = "not running"


def status(json: Json = False) -> None:
    """Streams, positions, and lag in events and seconds."""

    async def work() -> dict[str, Any]:
        settings = load_settings()
        layout = Layout(settings.var)
        found = running(layout)
        async with log_url(settings) as url, user(settings, url, "provisioner") as client:
            events, keys = EventLog(client), EventLog(client, stream="KEYS")
            log, key_stream = await events.info(), await keys.info()
            stores = [await _store(settings, name, events, log.state.last_seq, found) for name in Service]
            apart = (found is None or not found.whole) and any(row["state"] != NOT_RUNNING for row in stores)
            return {
                "running": found is not None or apart,
                "apart": apart,
                "streams": [
                    _stream("EVENTS", log.state.messages, log.state.bytes, log.config.max_bytes),
                    _stream("KEYS", key_stream.state.messages, key_stream.state.bytes, key_stream.config.max_bytes),
                ],
                "stores": stores,
                "signer": _signer(Place(Layout(settings.var).proofs)),
                "subscribers": [
                    await _subscriber(events, one.name) for one in subscribers.listed(Layout(settings.var))
                ],
            }

    facts = execute(work())
    if json:
        show_json(facts)
        return
    if facts["apart"]:
        show("Tomoni's services run apart, on this data")
    else:
        show("Tomoni runs here" if facts["running"] else "Tomoni doesn't run here now; start it with: tomoni up")
    show_table(("stream", "messages", "bytes", "limit"), [list(row.values()) for row in facts["streams"]])
    columns = ("store", "position", "lag events", "lag seconds", "parked", "state")
    show_table(columns, [list(row.values()) for row in facts["stores"]])
    if facts["signer"] is not None:
        show_table(("signed records", "published records", "signer"), [list(facts["signer"].values())])
    if facts["subscribers"]:
        show_table(("subscriber", "position", "lag events"), [list(row.values()) for row in facts["subscribers"]])


def _stream(name: str, messages: int, size: int, limit: int) -> dict[str, Any]:
    return {"stream": name, "messages": messages, "bytes": size, "limit": limit if limit > 0 else None}


async def _store(settings: Settings, name: Service, log: EventLog, last: int, found: Running | None) -> dict[str, Any]:
    store = Store(store_url(settings, name), name, views_of(name))
    try:
        outdated = store.outdated
        with store.read_anyway() as connection:
            position, event_id = (0, "") if outdated is not None else position_in(connection)
            parked = 0 if outdated is not None else parked_count(connection)
        parked += ParkedReactions(store).count()
        address = getattr(found, f"{name}_url", None)
        served = address is not None or await asyncio.to_thread(_is_served, store)
    finally:
        store.close()
    state = NOT_RUNNING
    if served:
        state = await _readiness(address or _usual_url(settings, name))
    if state == NOT_RUNNING:
        # Nobody else would tell before the service is started.
        if outdated is not None:
            state = f"{state}; {outdated}"
        try:
            await verify(log, name, position, event_id)
        except Halt as halt:
            state = f"{state}, and could not: {halt}"
    behind = max(0, last - position)
    seconds = round(await _age(log, position + 1), 1) if behind else 0.0
    return {
        "store": name,
        "position": position,
        "lag_events": behind,
        "lag_seconds": seconds,
        "parked": parked,
        "state": state,
    }


def _signer(place: Place) -> dict[str, Any] | None:
    """How far the log is signed, and what keeps it from being; None where it never was."""
    standing = standing_in(place)
    if standing is None:
        return None
    said = [standing.not_signed, standing.not_witnessed, None if is_held(place.lock) else "It isn't running now."]
    state = " ".join(sentence for sentence in said if sentence is not None)
    return {"signed": standing.signed, "published": standing.published, "state": state or "well"}


def _is_served(store: Store) -> bool:
    """Whether a service of its own writes this store: only then does whoever answers at its address tell of it."""
    lock = RunnerLock(store)
    if lock.acquire():
        lock.release()
        return False
    return True


def _usual_url(settings: Settings, name: Service) -> str:
    return f"http://{settings.host}:{getattr(settings, f'{name}_port')}"


async def _age(log: EventLog, position: int) -> float:
    """How long ago the record was stored, in seconds by the server's clock."""
    stored = await log.stored_at(position)
    return 0.0 if stored is None else max(0.0, (datetime.now(UTC) - stored).total_seconds())


async def _readiness(url: str) -> str:
    # Loaded here: where nothing runs nobody is asked.
    import httpx

    try:
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = (await client.get(f"{url}/readyz", timeout=5)).json()
    except (httpx.HTTPError, ValueError):
        return f"runs, and does not answer at {url}"
    told = reasons_in(answer)
    if answer.get("ready"):
        return f"ready, but: {told}" if told else "ready"
    return told or "not ready"


async def _subscriber(log: EventLog, name: str) -> dict[str, Any]:
    answer = msgspec.json.decode(await log.request(f"$JS.API.CONSUMER.INFO.{log.stream}.{name}", b""))
    floor = answer.get("ack_floor", {}).get("stream_seq", 0)
    waiting = answer.get("num_pending", 0) + answer.get("num_ack_pending", 0)
    return {"subscriber": name, "position": floor, "lag_events": waiting}
