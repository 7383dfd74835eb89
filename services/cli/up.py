"""`tomoni up`: the whole of Tomoni on this machine, until Ctrl-C: nats-server, both services, a sign-in link."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx

from services.cli.exits import execute
from services.cli.output import note, show
from services.cli.rebuild_command import rebuilt, sentence
from services.cli.services import VIEWS, Service
from services.cli.token_command import sign_in_link
from services.cli.workplace import Running, announced, embedded, running, user
from shared.eventlog import EventLog
from shared.events import WrongState
from shared.ground import store_url
from shared.http.ports import ServingError, free_port
from shared.logs import log_format
from shared.projection import Store
from shared.server.layout import Layout
from shared.settings import Settings, load_settings

_START_SECONDS = 60.0


def up() -> None:
    """Start nats-server and both services, print their addresses and a one-time sign-in link; Ctrl-C stops it all."""

    async def work() -> None:
        settings = load_settings()
        if (found := running(Layout(settings.var))) is not None:
            raise WrongState(f"Tomoni already runs on {settings.var} (process {found.pid}): {found.okr_url}")
        stop = asyncio.Event()
        for each in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(each, stop.set)
        async with everything(settings) as (what, children):
            _greet(settings, what, new=await _is_new(settings, what))
            ended = {asyncio.create_task(child.wait()): name for name, child in children.items()}
            stopped = asyncio.create_task(stop.wait())
            done, _ = await asyncio.wait([stopped, *ended], return_when=asyncio.FIRST_COMPLETED)
            for task in (stopped, *ended):
                task.cancel()
            if stopped not in done:
                name = ended[next(task for task in ended if task in done)]
                raise ServingError(f"{name} has ended by itself; {_log_of(settings, name)} says why")
        note("stopped; the data stays in " + str(settings.var))

    execute(work())


@asynccontextmanager
async def everything(settings: Settings) -> AsyncIterator[tuple[Running, dict[str, asyncio.subprocess.Process]]]:
    """The embedded server and both services as processes of their own, ready; all stopped when the context ends."""
    layout = Layout(settings.var)
    async with embedded(settings) as server:
        await _renewed(settings, server.url)
        children: dict[str, asyncio.subprocess.Process] = {}
        urls: dict[str, str] = {}
        try:
            for name in Service:
                port = free_port(settings.host, getattr(settings, f"{name}_port"))
                urls[name] = f"http://{settings.host}:{port}"
                children[name] = await _start(settings, name, server.url, port)
            for name in Service:
                await _ready(settings, name, urls[name], children[name])
            what = Running(os.getpid(), server.url, urls[Service.OKR], urls[Service.PAIRING])
            with announced(layout, what):
                yield what, children
        finally:
            await asyncio.gather(*(_stop(child, settings.stop_seconds + 5) for child in children.values()))


async def _renewed(settings: Settings, url: str) -> None:
    """Make each store anew that another version of this program made."""
    for name in Service:
        store = Store(store_url(settings, name), name, VIEWS[name])
        outdated = store.outdated
        store.close()
        if outdated is not None:
            note(f"{outdated.partition(';')[0]}; making it anew from the log ...")
            note(sentence(name, await rebuilt(settings, url, name, swap=True)))


async def _start(settings: Settings, name: Service, nats_url: str, port: int) -> asyncio.subprocess.Process:
    environment = os.environ | {
        "TOMONI_NATS_URL": nats_url,
        "TOMONI_VAR": str(settings.var.absolute()),
        # Their logs go to files, which are read by whoever reads along here.
        "TOMONI_LOG_FORMAT": log_format(settings, sys.stderr),
    }
    with _log_of(settings, name).open("ab") as log:
        # A session of its own: Ctrl-C is for this process, which stops the services before their server.
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "services.cli.main", "serve", name, "--port", str(port), "--until-eof"),
            env=environment,
            # Nothing is ever written to it: it closes when this process ends, however it ends, and they end too.
            stdin=asyncio.subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


async def _ready(settings: Settings, name: Service, url: str, child: asyncio.subprocess.Process) -> None:
    reason = "it does not answer"
    async with httpx.AsyncClient(trust_env=False) as client:
        with suppress(TimeoutError):
            async with asyncio.timeout(_START_SECONDS):
                while child.returncode is None:
                    with suppress(httpx.HTTPError):
                        answer = await client.get(f"{url}/readyz", timeout=5)
                        if answer.status_code == httpx.codes.OK:
                            return
                        reason = answer.text
                    await asyncio.sleep(0.05)
    raise ServingError(f"{name} did not start ({reason}); {_log_of(settings, name)} says why")


async def _stop(child: asyncio.subprocess.Process, patience: float) -> None:
    if child.returncode is not None:
        return
    child.terminate()
    try:
        await asyncio.wait_for(child.wait(), patience)
    except TimeoutError:
        child.kill()
        await child.wait()


def _log_of(settings: Settings, name: str) -> Path:
    return Layout(settings.var).logs / f"{name}.log"


async def _is_new(settings: Settings, what: Running) -> bool:
    async with user(settings, what.nats_url, "audit") as client:
        return (await EventLog(client).info()).state.messages == 0


def _greet(settings: Settings, what: Running, *, new: bool) -> None:
    wished = {"okr": settings.okr_port, "pairing": settings.pairing_port}
    for name, url in (("okr", what.okr_url), ("pairing", what.pairing_url)):
        other = "" if str(url).endswith(f":{wished[name]}") else f"   (port {wished[name]} is taken)"
        show(f"{name:8} {url}/docs{other}")
    show(f"{'nats':8} {what.nats_url}")
    show(f"{'data':8} {settings.var.absolute()}")
    show("")
    show(f"Sign in once, within the hour: {sign_in_link(settings, str(what.okr_url))}")
    if new:
        show("Nothing is here yet. In another terminal: source .venv/bin/activate && tomoni import services/cli/sample")
    show("Ctrl-C stops everything; the data stays.")
    sys.stdout.flush()
