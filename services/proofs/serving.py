"""The process that signs: alone on its place, with its window, until it is told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx

from services.cli.workplace import user
from services.proofs.durable import only_one
from services.proofs.place import Place
from services.proofs.publishing import proofs_app
from services.proofs.signer import Signer, Terms
from shared.eventlog import EventLog
from shared.http.serving import serve
from shared.identity.keyfile import load_or_create_key
from shared.identity.tokens import TokenVerifier
from shared.proofs import Malformed, Policy
from shared.server.layout import Layout
from shared.settings import Settings, SettingsError
from shared.stopping import ended


def place_of(settings: Settings) -> Place:
    """Where the signer of this installation lives."""
    return Place(Layout(settings.var).proofs)


@asynccontextmanager
async def signing(settings: Settings, url: str) -> AsyncIterator[tuple[Signer, EventLog]]:
    """The signer, ready to look, by the auditor's account. Raises WrongState while another one signs here."""
    place, terms = place_of(settings), terms_of(settings)
    busy = f"another signer is at work in {place.directory}; there is one for a log"
    with only_one(place.lock, busy):
        async with user(settings, url, "audit") as client, httpx.AsyncClient(trust_env=False) as http:
            log = EventLog(client)
            yield Signer(place, terms, log, http), log


async def serve_proofs(settings: Settings, url: str, port: int, started: Callable[[], None]) -> None:
    """Sign and publish until SIGTERM or SIGINT."""
    # Of the key that signs tokens it needs the public half only; the services make the file where there is none.
    verifier = TokenVerifier(load_or_create_key(settings.token_key_path).public_key())
    async with signing(settings, url) as (signer, log):
        app = proofs_app(settings, verifier, place_of(settings), log, signer)
        at_work = asyncio.create_task(signer.run(), name="signer")
        serving = asyncio.create_task(serve(app, settings.host, port, settings.stop_seconds, started=started))
        try:
            await asyncio.wait([at_work, serving], return_when=asyncio.FIRST_COMPLETED)
        finally:
            await ended(at_work)
            await ended(serving)


def terms_of(settings: Settings) -> Terms:
    """What the settings say. Raises SettingsError where the policy can't be read."""
    policy = None
    if settings.witness_policy is not None:
        try:
            policy = Policy.parse(settings.witness_policy.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, Malformed) as error:
            why = error.strerror if isinstance(error, OSError) else error
            raise SettingsError(f"TOMONI_WITNESS_POLICY can't be used: {settings.witness_policy}: {why}.") from error
    return Terms(settings.log_name, policy, settings.sign_minutes * 60)
