"""`python -m tests.bench.soak`: how much each service's process grows by commands that it carries out.

An installation of its own, both services as processes. Clients send what a company does all day, over HTTP: to okr
check-ins above all, then corrections, objectives with key results, experiments; to pairing meetings, pauses, offers and
insights; and every tenth time they look something up. Each process's resident memory is read after every thousand
commands. What counts is the slope over the second half: by then caches are as full as they get.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from statistics import linear_regression
from typing import Any

import httpx

from shared.events import iso_week
from shared.identity.keyfile import load_or_create_key
from shared.identity.roles import Role
from shared.identity.tokens import TokenIssuer
from shared.settings import load_settings
from tests.faults.processes import Installation

MOST = 1.0
"""MiB that a process may grow by per 1,000 commands, over the second half."""

_ADMIN = "admin"
_PEOPLE, _OBJECTIVES, _QUERY_EVERY = 60, 40, 10
_FUNCTIONS = ("sales", "cs", "dev")
_COMMENT = "Two of the three pilots use it every day; the third waits for the import."
_LOOKED_UP = {
    "okr": ("/board", "/objectives", "/people", "/quarters", "/help-wanted", "/experiments"),
    "pairing": ("/groups", "/pool", "/programme", "/role-models/offers", "/measures"),
}


class Company:
    """What the clients know to be there, and what they do; `sent` counts commands that were carried out."""

    def __init__(self, installation: Installation, seed: int) -> None:
        settings = load_settings(var=installation.layout.var, nats_url=installation.nats_url)
        self._issuer = TokenIssuer(load_or_create_key(settings.token_key_path))
        self._urls = {service: instances[0].url for service, instances in installation.instances.items()}
        self._http = httpx.AsyncClient(trust_env=False, timeout=60)
        self._tokens: dict[str, str] = {}
        self._chance, self._keys = Random(seed), count()
        self.refused: dict[str, int] = {}
        self.people: list[str] = []
        self.key_results: list[tuple[str, str]] = []
        """With their owners."""
        self.objectives: list[str] = []
        self.check_ins: list[tuple[str, str]] = []
        self.groups: list[dict[str, Any]] = []
        self.quarter = ""

    async def close(self) -> None:
        """Let every connection go."""
        await self._http.aclose()

    async def send(
        self, service: str, method: str, path: str, body: dict[str, Any] | None = None, actor: str = _ADMIN
    ) -> dict[str, Any]:
        """One command under a key of its own; what it said, nothing after a conflict. Raises RuntimeError."""
        headers = self._headers(actor) | {"Idempotency-Key": f"soak-{next(self._keys)}"}
        answer = await self._http.request(method, f"{self._urls[service]}{path}", json=body, headers=headers)
        if not answer.is_success and answer.status_code != httpx.codes.CONFLICT:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
        if not answer.is_success:
            self.refused[answer.json()["detail"]] = self.refused.get(answer.json()["detail"], 0) + 1
        found: dict[str, Any] = answer.json()
        return found if answer.is_success else {}

    async def look(self, service: str) -> None:
        """Read a page, as an admin does."""
        path = self._chance.choice(_LOOKED_UP[service])
        answer = await self._http.get(f"{self._urls[service]}{path}", headers=self._headers(_ADMIN))
        if not answer.is_success:
            raise RuntimeError(f"{path}: {answer.status_code} {answer.text}")

    async def found(self) -> None:
        """People of each function, a quarter that runs with objectives in it, and buddy groups."""
        for number in range(_PEOPLE):
            body = {"name": f"Person {number}", "function": _FUNCTIONS[number % 3], "team": f"Team {number % 5}"}
            self.people.append((await self.send("okr", "POST", "/people", body))["id"])
        programme = {"name": "Buddies", "functions": list(_FUNCTIONS), "approval": "automatic"}
        await self.send("pairing", "PUT", "/programme", programme)
        today = datetime.now(UTC).date()
        former = await self._begun("former", today - timedelta(days=60), today - timedelta(days=31))
        self.quarter = await self._begun("current", today - timedelta(days=30), today + timedelta(days=60))
        await self.send("okr", "POST", f"/quarters/{former}/end")
        for _ in range(_OBJECTIVES):
            await self.write()
        while not self.groups:
            answer = await self._http.get(f"{self._urls['pairing']}/groups", headers=self._headers(_ADMIN))
            self.groups = answer.json()["items"]
            await asyncio.sleep(0.2)

    async def command(self, service: str) -> None:
        """Somebody does something of what a company does all day."""
        act = self._chance.choices(*zip(*(_OKR if service == "okr" else _PAIRING), strict=True))[0]
        await act(self)

    async def check_in(self) -> None:
        """Somebody says where a key result stands, one in four with a comment."""
        key_result, person = self._chance.choice(self.key_results)
        body: dict[str, Any] = {"value": str(self._chance.randrange(1000)), "confidence": self._chance.randrange(11)}
        if self._chance.random() < 0.25:
            body["comment"] = _COMMENT
        said = await self.send("okr", "POST", f"/key-results/{key_result}/check-ins", body, person)
        if said:
            self.check_ins = [*self.check_ins[-50:], (said["id"], person)]

    async def correct(self) -> None:
        """Somebody corrects his own check-in."""
        if not self.check_ins:
            await self.check_in()
            return
        check_in, person = self._chance.choice(self.check_ins)
        body = {"value": str(self._chance.randrange(1000))}
        await self.send("okr", "POST", f"/check-ins/{check_in}/correction", body, person)

    async def write(self) -> None:
        """An objective with three key results, published."""
        owner = self._chance.choice(self.people)
        body = {"title": "毎週話す / Talk every week", "quarter": self.quarter, "owner": owner}
        objective = (await self.send("okr", "POST", "/objectives", body))["id"]
        for number in range(3):
            body = {"title": f"Customers, {number}", "measure": {"kind": "metric", "baseline": "0", "target": "1000"}}
            said = await self.send("okr", "POST", f"/objectives/{objective}/key-results", body)
            self.key_results.append((said["id"], owner))
        await self.send("okr", "POST", f"/objectives/{objective}/publish")
        self.objectives.append(objective)

    async def revise(self) -> None:
        """Another title."""
        title = {"title": f"Talk every week, {self._chance.randrange(1000)}"}
        await self.send("okr", "PATCH", f"/objectives/{self._chance.choice(self.objectives)}", title)

    async def join(self) -> None:
        """Somebody joins who takes part in nothing."""
        await self.send("okr", "POST", "/people", {"name": f"Newcomer {next(self._keys)}", "function": "dev"})

    async def meet(self) -> None:
        """A member reports that his group met."""
        group = self._chance.choice(self.groups)
        week = iso_week(datetime.now(UTC).date())
        person = self._chance.choice(group["members"])["person"]
        await self.send("pairing", "POST", f"/groups/{group['id']}/meetings", {"week": week}, person)

    async def pause(self) -> None:
        """Somebody is left out of draws for a time."""
        person = self._chance.choice(self.people)
        until = str(datetime.now(UTC).date() + timedelta(days=self._chance.randrange(1, 300)))
        await self.send("pairing", "PUT", f"/pool/{person}/pause", {"until": until}, person)

    async def offer(self) -> None:
        """Somebody offers to be a role model."""
        person = self._chance.choice(self.people)
        body = {"capacity": self._chance.randrange(1, 4), "topics": [f"Topic {self._chance.randrange(20)}"]}
        await self.send("pairing", "PUT", f"/role-models/offers/{person}", body, person)

    async def tell(self) -> None:
        """A group tells everybody something."""
        group = self._chance.choice(self.groups)
        person = self._chance.choice(group["members"])["person"]
        await self.send("pairing", "POST", f"/groups/{group['id']}/insights", {"text": _COMMENT}, person)

    async def _begun(self, label: str, start: date, end: date) -> str:
        body = {"label": label, "start": str(start), "end": str(end)}
        quarter: str = (await self.send("okr", "POST", "/quarters", body))["id"]
        await self.send("okr", "POST", f"/quarters/{quarter}/start")
        return quarter

    def _headers(self, actor: str) -> dict[str, str]:
        if actor not in self._tokens:
            role = Role.ADMIN if actor == _ADMIN else Role.MEMBER
            self._tokens[actor] = self._issuer.issue(actor, role, 24, datetime.now(UTC))
        return {"Authorization": f"Bearer {self._tokens[actor]}"}


_Act = Callable[[Company], Awaitable[None]]
_OKR: list[tuple[_Act, int]] = [
    (Company.check_in, 80),
    (Company.correct, 8),
    (Company.revise, 6),
    (Company.write, 1),
    (Company.join, 1),
]
_PAIRING: list[tuple[_Act, int]] = [(Company.meet, 10), (Company.pause, 40), (Company.offer, 30), (Company.tell, 20)]


def resident(pid: int, what: str = "VmRSS") -> float:
    """A process's memory in MiB: what is resident now, or with `VmHWM` the most that ever was."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"process {pid} has no {what}")


def slope(samples: list[float], every: int) -> float:
    """MiB per 1,000 commands over the second half of the samples, which lie `every` commands apart."""
    half = samples[len(samples) // 2 :]
    return linear_regression(range(len(half)), half).slope * 1000 / every


async def soaked(installation: Installation, service: str, commands: int, every: int, clients: int) -> float:
    """Put the load on one service; both services' memory is told as it goes. Returns the slope of the one."""
    company = Company(installation, 7)
    processes = {name: instances[0].pid for name, instances in installation.instances.items()}
    samples: dict[str, list[float]] = {name: [] for name in processes}
    try:
        await company.found()
        began = time.monotonic()

        async def client(numbers: Iterator[int]) -> None:
            for number in numbers:
                await company.command(service)
                if number % _QUERY_EVERY == 0:
                    await company.look(service)

        for done in range(every, commands + 1, every):
            numbers = iter(range(every))
            await asyncio.gather(*(client(numbers) for _ in range(clients)))
            for name, pid in processes.items():
                samples[name].append(resident(pid))
            told = ", ".join(f"{name} {known[-1]:.1f} MiB" for name, known in samples.items())
            _say(f"{done:>7,} commands to {service}, {time.monotonic() - began:.0f} s: {told}")
    finally:
        await company.close()
    for detail, times in company.refused.items():
        _say(f"refused {times} times: {detail}")
    for name, known in samples.items():
        _say(f"{name}: {slope(known, every):+.2f} MiB per 1,000 commands to {service} over the second half")
    return slope(samples[service], every)


async def _run(commands: int, every: int, clients: int, services: list[str]) -> bool:
    missed = False
    for service in services:
        with tempfile.TemporaryDirectory(prefix="tomoni-soak-") as directory:
            installation = Installation(Path(directory) / "var", 1)
            try:
                await installation.start()
                grown = await soaked(installation, service, commands, every, clients)
            finally:
                await installation.stop()
        missed |= grown > MOST
        _say(f"{service}: {grown:.2f} MiB per 1,000 commands, at most {MOST:g}: {'MISSED' if grown > MOST else 'met'}")
    return missed


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    """Soak, tell, and end with 1 where a service grew by more than it may."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.soak", description=__doc__)
    parser.add_argument("--commands", type=int, default=20_000)
    parser.add_argument("--every", type=int, default=1_000, help="commands between two looks at the memory")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--only", choices=("okr", "pairing"))
    options = parser.parse_args()
    services = [options.only] if options.only else ["okr", "pairing"]
    sys.exit(asyncio.run(_run(options.commands, options.every, options.clients, services)))


if __name__ == "__main__":
    main()
