"""`tomoni up`: the whole of Tomoni on this machine, until Ctrl-C: nats-server, both services, a sign-in link."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.cli.exits import execute
from services.cli.output import note, show
from services.cli.services import Service, views_of
from services.cli.workplace import Running, announce, announced, embedded, owner, user
from services.operations.healer import Healer, log_reasons
from services.operations.rebuild import rebuilt, sentence
from services.operations.sign_in import sign_in_link
from services.operations.supervision import Child, tend
from shared.eventlog import EventLog
from shared.events import WrongState
from shared.http.ports import ServingError, free_port
from shared.logs import log_format
from shared.projection import Store
from shared.readiness import HALTED, reasons_in
from shared.runtime import store_url
from shared.server.layout import Layout
from shared.settings import load_settings
from shared.stopping import broken_off, stop_signals

if TYPE_CHECKING:
    from shared.server.process import EmbeddedServer
    from shared.settings import Settings

_START_SECONDS = 60.0

SIGNER = "proofs"
"""The process that signs the log: no service, and started by none."""


def up() -> None:
    """Start nats-server, both services and the signer, print addresses and a sign-in link; Ctrl-C stops it all."""

    async def work() -> None:
        settings = load_settings()
        if (found := owner(Layout(settings.var))) is not None:
            where = found.okr_url or found.pairing_url
            raise WrongState(f"Tomoni already runs on {settings.var} (process {found.pid}): {where}")
        with stop_signals() as stop:
            async with everything(settings) as whole:
                _greet(settings, whole.what, new=await _is_new(settings, whole.what))
                await _until(stop, [asyncio.create_task(work) for work in whole.kept_going()])
        note("stopped; the data stays in " + str(settings.var))

    execute(work())


async def _until(stop: asyncio.Event, tending: Sequence[asyncio.Task[None]]) -> None:
    """Keep everything going until it is to stop. What fails otherwise than it may is raised."""
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([stopped, *tending], return_when=asyncio.FIRST_COMPLETED)
    finally:
        await broken_off(stopped, *tending)
    for task in tending:
        if not task.cancelled() and (failure := task.exception()) is not None:
            raise failure


class Whole:
    """The embedded server, both services and the signer, as processes of their own."""

    def __init__(self, settings: Settings, server: EmbeddedServer) -> None:
        self._settings, self._layout, self._server = settings, Layout(settings.var), server
        self._processes: dict[str, asyncio.subprocess.Process] = {}
        self._ports: dict[str, int] = {}

    @property
    def what(self) -> Running:
        """What others are told of it."""
        urls = {f"{name}_url": f"http://{self._settings.host}:{port}" for name, port in self._ports.items()}
        return Running(os.getpid(), self._server.url, **urls)

    def kept_going(self) -> list[Coroutine[Any, Any, None]]:
        """What keeps every process of it going, for as long as it is let run."""
        healer = Healer(self._layout.jetstream_dir, self._log_reasons, self._server.end)
        return [*map(tend, self._children()), healer.watch()]

    def _children(self) -> list[Child]:
        return [
            Child("nats-server", self._layout.logs / "nats.log", self._server.ended, self._server.start_again),
            *(
                Child(name, _log_of(self._settings, name), partial(self._ended, name), partial(self._again, name))
                for name in self._processes
            ),
        ]

    async def start(self, name: str) -> None:
        """Start a service or the signer, on the port of the last time or the wished one, or on another that is free."""
        settings = self._settings
        for each in dict.fromkeys((*map(str, Service), name)):
            # Those of both services before the first one starts: each is told where pages of the other come from.
            if each == name or each not in self._ports:
                wished = self._ports.get(each) or getattr(settings, f"{each}_port")
                self._ports[each] = free_port(settings.host, wished)
        self._processes[name] = await _start(settings, name, self._server.url, self._ports)

    async def ready(self, name: Service) -> None:
        """Return when it is ready, or says for good why it isn't. Raises ServingError where it says nothing."""
        url = str(getattr(self.what, f"{name}_url"))
        if (reason := await _not_ready(self._settings, name, url, self._processes[name])) is not None:
            note(f"{name} isn't ready: {reason}")

    async def stop(self) -> None:
        """End the services and the signer."""
        patience = self._settings.stop_seconds + 5
        await asyncio.gather(*(_stop(process, patience) for process in self._processes.values()))

    async def _log_reasons(self) -> Sequence[str]:
        return await log_reasons([str(self.what.okr_url), str(self.what.pairing_url)])

    async def _ended(self, name: str) -> int:
        return await self._processes[name].wait()

    async def _again(self, name: str) -> None:
        before = self.what
        await self.start(name)
        if self.what != before:
            announce(self._layout, self.what)
            note(f"the former port of {name} is taken; it listens on {getattr(self.what, f'{name}_url')} now")


@asynccontextmanager
async def everything(settings: Settings) -> AsyncIterator[Whole]:
    """The embedded server and both services as processes of their own, ready; all stopped when the context ends.

    A service that says why it isn't ready is let be: what it holds is still shown. Nobody waits for the signer.
    """
    async with embedded(settings) as server:
        await _renewed(settings, server.url)
        whole = Whole(settings, server)
        try:
            for name in Service:
                await whole.start(name)
            for name in Service:
                await whole.ready(name)
            await whole.start(SIGNER)
            with announced(Layout(settings.var), whole.what):
                yield whole
        finally:
            await whole.stop()


async def _renewed(settings: Settings, url: str) -> None:
    """Make a store of this version where only an older one has one; that of a newer one is left alone."""
    for name in Service:
        store = Store(store_url(settings, name), name, views_of(name))
        outdated, newer, own = store.outdated, store.newer, store.generation
        store.close()
        if outdated is not None and not newer:
            how = "making it anew" if own else "making one of this version beside it"
            note(f"{outdated.partition(';')[0]}; {how} from the log ...")
            note(sentence(name, await rebuilt(settings, url, name, swap=True), swapped=True))


async def _start(settings: Settings, name: str, nats_url: str, ports: Mapping[str, int]) -> asyncio.subprocess.Process:
    port, host = ports[name], settings.host.lower()
    siblings = {f"TOMONI_{each.upper()}_ORIGIN": f"http://{host}:{ports[each]}" for each in Service if each != name}
    # What is set by whoever runs it counts. An IPv6 address is no host as it stands.
    environment = (
        ({} if ":" in host else siblings)
        | os.environ
        | {
            "TOMONI_NATS_URL": nats_url,
            "TOMONI_VAR": str(settings.var.absolute()),
            # Their logs go to files, which are read by whoever reads along here.
            "TOMONI_LOG_FORMAT": log_format(settings, sys.stderr),
        }
    )
    with _log_of(settings, name).open("ab") as log:
        # A session of its own: Ctrl-C is for this process, which stops the services before their server.
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "services.cli.main", *_command(name), "--port", str(port), "--until-eof"),
            env=environment,
            # Nothing is ever written to it: it closes when this process ends, however it ends, and they end too.
            stdin=asyncio.subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _command(name: str) -> tuple[str, str]:
    return ("audit", "sign") if name == SIGNER else ("serve", name)


async def _not_ready(settings: Settings, name: Service, url: str, child: asyncio.subprocess.Process) -> str | None:
    """Why it isn't ready, once that is certain or has lasted; None as soon as it is. Raises ServingError."""
    reason: str | None = None
    # Loaded here: help and a start that is refused ask no service.
    import httpx

    async with httpx.AsyncClient(trust_env=False) as client:
        with suppress(TimeoutError):
            async with asyncio.timeout(_START_SECONDS):
                while child.returncode is None:
                    with suppress(httpx.HTTPError):
                        answer = await client.get(f"{url}/readyz", timeout=5)
                        if answer.status_code == httpx.codes.OK:
                            return None
                        reason = reasons_in(answer.json())
                        if HALTED in reason:
                            return reason
                    await asyncio.sleep(0.05)
    if child.returncode is None and reason is not None:
        return reason
    raise ServingError(f"{name} did not start ({reason or 'it does not answer'}); {_log_of(settings, name)} says why")


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
    wished = {"okr": settings.okr_port, "pairing": settings.pairing_port, SIGNER: settings.proofs_port}
    for name, url in (("okr", what.okr_url), ("pairing", what.pairing_url), (SIGNER, what.proofs_url)):
        other = "" if str(url).endswith(f":{wished[name]}") else f"   (port {wished[name]} is taken)"
        show(f"{name:8} {url}/docs{other}")
    show(f"{'nats':8} {what.nats_url}")
    show(f"{'data':8} {settings.var.absolute()}")
    show("")
    link = sign_in_link(settings, str(what.okr_url))
    show(f"Sign in once, within {settings.invitation_minutes} minutes: {link}")
    if new:
        show("Nothing is here yet. In another terminal: source .venv/bin/activate && tomoni import services/cli/sample")
    show("Ctrl-C stops everything; the data stays.")
    sys.stdout.flush()
