"""A client that never gives a command up: the same key again and again, until the answer is definite."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any

import httpx

from shared.events import keyed_command_id, named_id
from shared.identity.keyfile import load_or_create_key
from shared.identity.roles import Role
from shared.identity.tokens import TokenIssuer
from shared.sealing import Keyring, Sealer, read_master_key
from shared.settings import load_settings
from tests.faults.history import Answer, History, Operation
from tests.faults.processes import Installation

ADMIN = "admin"
_PATIENCE = (2.0, 14.0, 14.0)
"""Seconds after which a client cuts the connection; a service itself gives up after ten."""


@dataclass(frozen=True, slots=True)
class Request:
    """A command as it goes over the wire, as often as it takes."""

    service: str
    method: str
    path: str
    body: dict[str, Any] | None
    headers: dict[str, str]
    slowly: bool = False


class Sender:
    """Sends commands of anybody to any instance of a service, and keeps the history."""

    def __init__(self, installation: Installation, issuer: TokenIssuer, sealer: Sealer, random: Random) -> None:
        self._installation, self._issuer, self._sealer, self._random = installation, issuer, sealer, random
        self._http = httpx.AsyncClient(trust_env=False, limits=httpx.Limits(max_connections=200))
        self._tokens: dict[str, str] = {}
        self._sent = 0
        self.history = History()

    async def close(self) -> None:
        """Let every connection go."""
        await self._http.aclose()

    async def command(
        self,
        service: str,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        actor: str = ADMIN,
        if_match: int | None = None,
        veiled: bool = False,
        slowly: bool = False,
    ) -> tuple[Answer, dict[str, Any]]:
        """Send it until it is done or refused; the last answer, and what it said. Now and then it is sent twice."""
        self._sent += 1
        key = f"k{self._sent}"
        command = self._command_id(path, actor, key, veiled)
        operation = self.history.begin(Operation(f"{method} {path}", command, actor, if_match))
        headers = self.headers(actor) | {"Idempotency-Key": key}
        if if_match is not None:
            headers["If-Match"] = f'"{if_match}"'
        request = Request(service, method, path, body, headers, slowly)
        copies = 2 if self._random.random() < 0.08 else 1
        told = await asyncio.gather(*(self._until_told(operation, request) for _ in range(copies)))
        if self._random.random() < 0.03:
            # A late delivery: long after the answer the same thing comes once more.
            told.append(await self._until_told(operation, request))
        return told[0]

    async def query(self, service: str, path: str, **parameters: str) -> httpx.Response | None:
        """One try; None where there was no answer."""
        instances = self._installation.instances[service]
        try:
            url = f"{self._random.choice(instances).url}{path}"
            return await self._http.get(url, params=parameters, headers=self.headers(ADMIN), timeout=8)
        except httpx.HTTPError:
            return None

    async def reasons(self) -> str:
        """Why services say that they aren't ready."""
        told = []
        for instance in (each for instances in self._installation.instances.values() for each in instances):
            try:
                told.append(f"{instance.service}: {(await self._http.get(f'{instance.url}/readyz', timeout=8)).text}")
            except httpx.HTTPError as error:
                told.append(f"{instance.service}: no answer ({type(error).__name__})")
        return "; ".join(told)

    def headers(self, actor: str, role: Role | None = None) -> dict[str, str]:
        """Who it is: a member, unless it is the admin or a role is given."""
        if actor not in self._tokens:
            role = role or (Role.ADMIN if actor == ADMIN else Role.MEMBER)
            self._tokens[actor] = self._issuer.issue(actor, role, 24, datetime.now(UTC))
        return {"Authorization": f"Bearer {self._tokens[actor]}"}

    def _command_id(self, path: str, actor: str, key: str, veiled: bool) -> str:
        """As the service makes it."""
        if veiled:
            return named_id("veiled", self._sealer.digest(f"{actor}\n{key}\n{path}".encode()))
        # Up to the last thing that it names: names of things and what they are called take turns.
        words = path.split("/")
        named = words[:-1] if len(words) > 2 and len(words) % 2 == 0 else words
        return keyed_command_id(actor, "/".join(named), key, self._sealer.digest)

    async def _until_told(self, operation: Operation, request: Request) -> tuple[Answer, dict[str, Any]]:
        while True:
            operation.attempts += 1
            try:
                response = await self._send(request)
            except httpx.ConnectError:
                # It never went out: nothing is unknown.
                response = None
            except httpx.HTTPError:
                operation.unknown += 1
                response = None
            if response is not None:
                if response.status_code < 500:
                    answer = _answer(response)
                    operation.answers.append(answer)
                    return answer, response.json()
                operation.unknown += 1
                if response.status_code != 503:
                    self.history.broken.append(
                        f"{operation} was answered {response.status_code}: {response.text[:300]}"
                    )
            await asyncio.sleep(self._random.uniform(0.1, 0.5))

    async def _send(self, request: Request) -> httpx.Response:
        instance = self._random.choice(self._installation.instances[request.service])
        url, patience = f"{instance.url}{request.path}", self._random.choice(_PATIENCE)
        if request.slowly:
            content = _trickled(httpx.Request("POST", url, json=request.body).content)
            headers = request.headers | {"Content-Type": "application/json"}
            return await self._http.request(request.method, url, content=content, headers=headers, timeout=14)
        return await self._http.request(
            request.method, url, json=request.body, headers=request.headers, timeout=patience
        )


async def _trickled(content: bytes) -> Any:
    for index in range(0, len(content), 4):
        yield content[index : index + 4]
        await asyncio.sleep(0.2)


def _answer(response: httpx.Response) -> Answer:
    said = response.json()
    if not response.is_success:
        return Answer(response.status_code, detail=f"{response.status_code} {said.get('detail')}")
    aggregate, _, _ = said.get("wait_for", "").partition("@")
    return Answer(
        response.status_code, said.get("aggregate") or aggregate, said["version"], said["changed"], said.get("repeated")
    )


def sender_on(installation: Installation, seed: int) -> Sender:
    """A sender whose tokens and digests are this installation's."""
    settings = load_settings(var=installation.layout.var, nats_url=installation.nats_url)
    master = read_master_key(settings.master_key_path)
    # Only its digests are wanted: it never asks for a key.
    sealer = Sealer(Keyring(None, master), master)  # type: ignore[arg-type]
    issuer = TokenIssuer(load_or_create_key(settings.token_key_path))
    return Sender(installation, issuer, sealer, Random(f"{seed}:sender"))
