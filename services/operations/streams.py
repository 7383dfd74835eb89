"""`tomoni streams`: make the streams and durables what they must be, or name each difference."""

from __future__ import annotations

import typer

from services.cli.exits import FAILED, execute
from services.cli.output import Json, show, show_json
from services.cli.workplace import apply_streams, log_url, user
from shared.server import streams, subscribers
from shared.server.layout import Layout
from shared.settings import load_settings

streams_command = typer.Typer(help="Provision the streams and durables, or verify them.", no_args_is_help=True)


@streams_command.command()
def apply(json: Json = False) -> None:
    """Make what is missing and mend what differs; a second time there is nothing to do. No data is touched."""

    async def work() -> list[streams.Difference]:
        settings = load_settings()
        async with log_url(settings) as url, user(settings, url, "provisioner") as client:
            return await apply_streams(settings, client)

    _tell(execute(work()), json)


@streams_command.command()
def verify(json: Json = False) -> None:
    """Name each difference and change nothing; exit code 1 where there is one."""

    async def work() -> list[streams.Difference]:
        settings = load_settings()
        layout = Layout(settings.var)
        async with (
            log_url(settings, provision=False) as url,
            user(settings, url, "provisioner") as client,
        ):
            return await streams.verify(
                client,
                replicas=settings.replicas,
                max_bytes=settings.log_max_bytes,
                subscribers=subscribers.listed(layout),
            )

    found = execute(work())
    _tell(found, json)
    if found:
        raise typer.Exit(FAILED)


def _tell(found: list[streams.Difference], json: bool) -> None:
    if json:
        show_json([str(difference) for difference in found])
        return
    for difference in found:
        show(str(difference))
    if not found:
        show("streams and durables are as they must be")
