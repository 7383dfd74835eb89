"""A log with a signer and witnesses, for tests: records of any bytes, and the operator who edits them."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from nats.aio.client import Client

from services.okr.service import Okr
from services.proofs.memory import Memory, remembered
from services.proofs.place import Place
from services.proofs.signer import Signer, Terms
from services.proofs.witness.remembering import Witness, key_of
from services.proofs.witness.server import application
from shared.eventlog import EventLog, LogClient, connect
from shared.proofs import Checkpoint, Policy, SignedNote, VerifierKey, checkpoint_of
from shared.server.layout import Layout
from tests.nats_fixture import NatsServer

NAME = "audit.example/tomoni"


def record(number: int, text: str = "") -> bytes:
    """What is stored is anybody's bytes to the tree."""
    return b'{"id":"%d","type":"okr.objective-drafted.v1","data":{"title":"%s"}}' % (number, text.encode())


@dataclass
class Log:
    """A log on a real server. Whoever has the provisioner's credentials can do anything to it, and does here."""

    server: NatsServer
    okr: Client
    audit: LogClient

    @property
    def reader(self) -> EventLog:
        return EventLog(self.audit)

    async def append(self, *payloads: bytes) -> None:
        stream = self.okr.jetstream()
        for payload in payloads:
            await stream.publish("okr.objective.a", payload)

    async def fill(self, count: int, *, first: int = 1) -> None:
        await self.append(*(record(number) for number in range(first, first + count)))

    async def payloads(self) -> list[bytes]:
        last = (await self.reader.info()).state.last_seq
        return [payload async for batch in self.reader.range(0, last) for _, payload in batch]

    async def rewrite(self, payloads: list[bytes]) -> None:
        """Another history under the same name: a stream deleted, made anew and filled."""
        manager = (await self.server.connect("provisioner")).jetstream()
        config = (await manager.stream_info("EVENTS")).config
        await manager.delete_stream("EVENTS")
        await manager.add_stream(config)
        await self.append(*payloads)

    async def lose(self, position: int) -> None:
        """A record in the middle is gone, as from a damaged block."""
        payloads = await self.payloads()
        manager = (await self.server.connect("provisioner")).jetstream()
        config = (await manager.stream_info("EVENTS")).config
        await manager.delete_stream("EVENTS")
        config.deny_delete = False
        await manager.add_stream(config)
        await self.append(*payloads)
        await manager.delete_msg("EVENTS", position)


@asynccontextmanager
async def log_on(server: NatsServer) -> AsyncIterator[Log]:
    audit = await connect(server.url, seed_file=server.seed_file("audit"), name="audit")
    try:
        yield Log(server, await server.connect("okr"), audit)
    finally:
        await audit.close()


@dataclass
class House:
    """Whose log it is: a signer and its place, with the witnesses it asks."""

    log: Log
    place: Place
    http: httpx.AsyncClient
    witnesses: dict[str, Witness] = field(default_factory=dict)
    quorum: str = "none"

    def signer(self, place: Place | None = None) -> Signer:
        """A new one, as after a start."""
        terms = Terms(NAME, self.policy, 600.0)
        return Signer(place or self.place, terms, self.log.reader, self.http)

    async def signed(self) -> Checkpoint:
        """Have what there is signed and published."""
        signer = self.signer()
        await signer.look(now=True)
        assert signer.standing.refused is None, signer.standing
        assert signer.standing.enough, signer.standing
        return self.published

    async def refused(self) -> tuple[str, str]:
        """Have nothing signed: the reason as figures call it, and the sentence."""
        before = self.place.signed.read_bytes() if self.place.signed.exists() else None
        signer = self.signer()
        await signer.look(now=True)
        assert signer.standing.reason is not None, signer.standing
        assert signer.refusals == {signer.standing.reason: 1}
        assert before == (self.place.signed.read_bytes() if self.place.signed.exists() else None)
        return signer.standing.reason, str(signer.standing.not_signed)

    @property
    def memory(self) -> Memory:
        return remembered(self.place)

    @property
    def note(self) -> SignedNote:
        return SignedNote.parse(self.place.checkpoint.read_bytes())

    @property
    def published(self) -> Checkpoint:
        return checkpoint_of(self.note)

    @property
    def policy(self) -> Policy | None:
        lines = [f"witness {name} {each.verifier.text} http://{name}" for name, each in self.witnesses.items()]
        return Policy.parse("\n".join((*lines, f"quorum {self.quorum}", ""))) if lines else None

    def copied(self) -> Place:
        """Its place as a backup of the disk has it."""
        copy = self.place.directory.with_name("copy")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.place.directory, copy)
        return Place(copy)

    def put_back(self, copy: Place) -> None:
        shutil.rmtree(self.place.directory)
        shutil.copytree(copy.directory, self.place.directory)


class Witnesses(httpx.AsyncBaseTransport):
    """Witnesses by host name, each its own application, without a network in between."""

    def __init__(self) -> None:
        self.applications: dict[str, httpx.ASGITransport] = {}
        self.away: set[str] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host in self.away or request.url.host not in self.applications:
            raise httpx.ConnectError(f"nobody answers at {request.url.host}", request=request)
        return await self.applications[request.url.host].handle_async_request(request)


@asynccontextmanager
async def house_on(server: NatsServer, tmp_path: Path) -> AsyncIterator[House]:
    """A log with a signer, who asks nobody yet."""
    async with log_on(server) as log, httpx.AsyncClient(transport=Witnesses()) as http:
        yield House(log, Place(tmp_path / "proofs"), http)


async def signed_beside(okr: Okr) -> None:
    """Have signed what the log of this service holds, where its figures' zips look for it."""
    place = Place(Layout(okr.runtime.settings.var).proofs)
    async with httpx.AsyncClient() as http:
        signer = Signer(place, Terms(NAME, None, 600.0), okr.runtime.log, http)
        await signer.look(now=True)
    assert signer.standing.refused is None, signer.standing


def transport_of(house: House) -> Witnesses:
    found = house.http._transport
    assert isinstance(found, Witnesses)
    return found


async def watched(
    house: House, *names: str, quorum: str = "none", now: Callable[[], int] = lambda: 1_800_000_000
) -> None:
    """Let witnesses of these names know the log, which must have been signed once for that."""
    if not house.place.identity.exists():
        await house.signed()
    keys: list[VerifierKey] = [house.memory.key.verifier]
    for name in names:
        directory = house.place.directory.with_name(name)
        directory.mkdir(exist_ok=True)
        own = Witness(directory, key_of(directory, f"witness.example/{name}"), keys, now)
        house.witnesses[name] = own
        transport_of(house).applications[name] = httpx.ASGITransport(application(own))
    house.quorum = quorum
