"""`tomoni rebuild`: make a service's store anew from the log, and prove it equal to the one that serves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.exits import FAILED, execute
from services.cli.output import Json, progress_bar, show, show_json
from services.cli.services import Service, views_of
from services.cli.workplace import log_url, user
from shared.eventlog import EventLog, FastReader
from shared.events import WrongState
from shared.projection import Store, rebuild as rebuild_store
from shared.runtime import store_url
from shared.settings import load_settings

if TYPE_CHECKING:
    from shared.projection import Comparison, View
    from shared.settings import Settings


def rebuild(
    service: Annotated[Service, typer.Argument(help="Whose store.")],
    check: Annotated[bool, typer.Option("--check", help="Only compare; the serving store stays.")] = False,
    json: Json = False,
) -> None:
    """Rebuild the store from the log beside the serving one, compare the two row by row, then let the new one serve."""

    async def work() -> Comparison:
        settings = load_settings()
        async with log_url(settings) as url:
            found = await rebuilt(settings, url, service, swap=not check)
            if check and found.position == 0 and await _holds_events(settings, url, service):
                raise WrongState(
                    f"the store of {service} holds nothing, though the log does, so there is nothing to compare: start "
                    f"the service, or run: tomoni rebuild {service}"
                )
            return found

    comparison = execute(work())
    if json:
        show_json(as_json(service, comparison))
    else:
        show(sentence(service, comparison, swapped=not check))
    if check and not (comparison.equal and comparison.outdated is None):
        raise typer.Exit(FAILED)


async def _holds_events(settings: Settings, url: str, service: Service) -> bool:
    async with user(settings, url, service) as client:
        return (await EventLog(client).info()).state.last_seq > 0


async def rebuilt(settings: Settings, url: str, service: Service, *, swap: bool) -> Comparison:
    """Rebuild a service's store with a progress bar; the comparison with the one that served.

    Raises WrongState where it is only to be compared, and this version has none.
    """
    views: Sequence[View] = views_of(service)
    store = Store(store_url(settings, service), service, views)
    try:
        if not swap and not store.generation:
            raise WrongState(f"{store.outdated}; there is nothing to compare, and nothing was changed")
        async with user(settings, url, service) as client:
            reader = FastReader(client, f"{service}-rebuild")
            with progress_bar(f"rebuilding {service}") as bar:
                task = bar.add_task("events", total=None)

                def tell(done: int, total: int) -> None:
                    bar.update(task, completed=done, total=total)

                _, comparison = await rebuild_store(store, EventLog(client), reader, views, tell, swap=swap)
    finally:
        store.close()
    return comparison


def sentence(service: str, comparison: Comparison, *, swapped: bool) -> str:
    """What a comparison found, in a line; `swapped` tells whether the rebuilt store serves now."""
    if comparison.outdated is not None and not swapped:
        why = comparison.outdated.partition(";")[0]
        return f"{service}: {why}; its rows can't be compared with those of this version, and nothing was changed"
    if comparison.outdated is not None and comparison.equal:
        return f"{service}: made anew up to position {comparison.position}; another version had made the former store"
    where = f"{service}: {comparison.total} rows in {len(comparison.rows)} tables at position {comparison.position}"
    if comparison.equal:
        return f"{where}: the rebuilt store equals the live one, row by row"
    named = "; ".join(f"{table}: {len(keys)} rows, first {keys[0]}" for table, keys in comparison.different.items())
    return f"{where}: the rebuilt store differs ({named})"


def as_json(service: str, comparison: Comparison) -> dict[str, Any]:
    """What a comparison found, for programs."""
    return {
        "service": service,
        "position": comparison.position,
        "equal": comparison.equal,
        "rows": comparison.rows,
        "different": comparison.different,
        "outdated": comparison.outdated,
    }
