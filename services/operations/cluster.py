"""`tomoni cluster`: three nats-servers on this machine, to try out what happens when one of them fails."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress

import typer

from services.cli.exits import execute
from services.cli.output import Json, note, show, show_json
from services.cli.workplace import apply_streams, user
from shared.server.cluster import Cluster
from shared.server.election import when_elected
from shared.server.layout import Layout
from shared.settings import load_settings
from shared.stopping import stop_signals

REPLICAS = 3
RESTART_SECONDS = 5.0

cluster_command = typer.Typer(help="Several nats-servers on this machine.", no_args_is_help=True)


@cluster_command.callback()
def _group() -> None:
    """Keep `dev` a command of its own, though it is the only one."""


@cluster_command.command()
def dev(json: Json = False) -> None:
    """Run three nats-servers with streams kept three times, until Ctrl-C. Services are started apart."""

    async def work() -> None:
        settings = load_settings(replicas=REPLICAS)
        with stop_signals() as stop:
            async with Cluster(Layout(settings.var), port=settings.nats_port) as cluster:
                async with user(settings, cluster.url, "provisioner") as client:
                    await when_elected(client, lambda: apply_streams(settings, client))
                _tell(cluster, json)
                await _until_stopped(cluster, stop)
        note("stopped; the data stays in " + str(settings.var))

    execute(work())


def _tell(cluster: Cluster, json: bool) -> None:
    if json:
        members = [{"name": each.name, "url": each.url, "pid": each.pid} for each in cluster.members]
        show_json({"nats_url": cluster.url, "replicas": REPLICAS, "members": members})
    else:
        show(f"export TOMONI_NATS_URL={cluster.url}")
        show(f"export TOMONI_REPLICAS={REPLICAS}")
        note("In another terminal, with these: tomoni serve okr, tomoni serve pairing. Ctrl-C stops the servers.")
    sys.stdout.flush()


async def _until_stopped(cluster: Cluster, stop: asyncio.Event) -> None:
    """One of three may fail, that is what they are for; it comes back after some seconds, as a supervisor would do."""
    while not stop.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), 1.0)
        gone = [member for member in cluster.members if member.pid is None]
        if gone and not stop.is_set():
            note(f"{', '.join(member.name for member in gone)} has ended; started again in {RESTART_SECONDS:g} s")
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), RESTART_SECONDS)
            await asyncio.gather(*(cluster.start_member(member) for member in gone if not stop.is_set()))
