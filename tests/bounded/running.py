"""The long log with everything of it run, one operation after the other: how much memory each one took."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from services.cli.services import Service
from services.cli.workplace import Running
from tests.bounded.commands import COMMANDS, ELSEWHERE, KEEPS, line
from tests.bounded.memory import forgotten, peak
from tests.bounded.requests import OKR, PAIRING, Asked
from tests.system_kit import ROOT, new_environment

LONGEST = 1_800.0
"""Seconds that one operation may take here, on a machine with much else to do."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An operation, the most memory of the process that did it, in MiB, and why it failed, where it did."""

    operation: str
    memory: float
    failed: str | None = None

    def __str__(self) -> str:
        return f"{self.memory:7.1f} MiB  {self.operation}" + (f"  FAILED: {self.failed}" if self.failed else "")


def requested(what: Running, service: Service, token: str, known: dict[str, str]) -> Iterator[Taken]:
    """Every request of the service's table, sent to it as it runs; what is learned on the way becomes `known`."""
    pid, table = _services()[service], PAIRING if service is Service.PAIRING else OKR
    with _client(what, service, token) as client:
        caught_up(client)
        yield Taken(f"{service}: following the whole log", peak(pid))
        for operation, asked in table.items():
            method, _, path = operation.partition(" ")
            for query in asked.queries:
                forgotten(pid)
                failed = _asked(client, method, path + query, asked, known)
                if method != "GET":
                    caught_up(client)
                yield Taken(f"{service}: {operation}{query}", peak(pid), failed)


def all_the_time(running: int) -> Iterator[Taken]:
    """What runs all the time, by the program's process: the most it took since its last request, or ever."""
    yield Taken("tomoni up", peak(running))
    for name, pid in _services().items():
        yield Taken(f"{name}: since its last request", peak(pid))


def group_of(what: Running, token: str, person: str) -> str:
    """The person's buddy group, once pairing has the whole log."""
    with _client(what, Service.PAIRING, token) as client:
        caught_up(client)
        page: dict[str, Any] = {"next": ""}
        while page["next"] is not None:
            after = {"after": page["next"]} if page["next"] else {}
            page = client.get("/groups", params={"current": "true", "limit": "200", **after}).json()
            for group in page["items"]:
                if any(member["person"] == person for member in group["members"]):
                    return str(group["id"])
    raise AssertionError(f"{person} is in no group")


def running_goals(what: Running, token: str) -> dict[str, str]:
    """An objective of the quarter that runs, and two of its key results, once okr has the whole log."""
    with _client(what, Service.OKR, token) as client:
        caught_up(client)
        found = client.get("/objectives?quarter=2026-Q2&limit=1").json()["items"][0]["id"]
        first, other, *_ = client.get(f"/objectives/{found}").json()["key_results"]
        return {"open": found, "running": first["id"], "other_one": other["id"]}


def _client(what: Running, service: Service, token: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {token}"}
    url = str(what.okr_url if service is Service.OKR else what.pairing_url)
    return httpx.Client(base_url=url, headers=headers, timeout=LONGEST, trust_env=False)


def commanded(environment: dict[str, str], directory: Path, known: dict[str, str]) -> Iterator[Taken]:
    """Every command of the table, beside the running services, a process each; some answers become `known`."""
    file = directory / "peak"
    (directory / "people.csv").write_text("person,name,function,email\nM-1,Mori Aoi,dev,mori@hikari.example\n")
    for command, arguments in COMMANDS.items():
        try:
            given = line(arguments.format(directory=directory, **known))
        except KeyError as missing:
            yield Taken(f"tomoni {command} {arguments}", 0.0, f"{missing} isn't known")
            continue
        own = new_environment(directory / command.replace(" ", "-")) if command in ELSEWHERE else environment
        field, name = KEEPS.get(command, (None, None))
        if field is not None:
            given.append("--json")
        done = subprocess.run(
            [sys.executable, "-m", "tests.bounded.memory", str(file), *command.split(), *given],
            cwd=ROOT,
            env=own,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if field is None else subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=LONGEST,
            check=False,
        )
        failed = None if done.returncode == 0 else f"{done.returncode}: {done.stderr.decode()[-300:]}"
        if field is not None and name is not None and failed is None:
            known[name] = str(json.loads(done.stdout)[field])
        yield Taken(f"tomoni {command} {arguments}", float(file.read_text()), failed)


def caught_up(client: httpx.Client) -> None:
    """Wait until the service's store holds the whole log."""
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        told = client.get("/metrics").text
        held, last = (
            float(re.findall(rf"^tomoni_{name}_position\S* (\S+)$", told, re.MULTILINE)[0])
            for name in ("projection", "log")
        )
        if held >= last:
            return
        time.sleep(0.5)
    raise AssertionError(f"the store is still behind the log after {LONGEST:g} s")


def _asked(client: httpx.Client, method: str, path: str, asked: Asked, known: dict[str, str]) -> str | None:
    """Send it; why it failed, or None."""
    try:
        names = known | {name: text.format(**known) for name, text in asked.where.items()}
        answer = client.request(method, path.format(**names), json=_filled(asked.body, names))
    except (KeyError, httpx.HTTPError) as error:
        return repr(error)
    if answer.status_code >= httpx.codes.BAD_REQUEST:
        return f"{answer.status_code} {answer.text[:300]}"
    if asked.keeps is not None:
        found: Any = answer.json()
        for step in asked.kept_at:
            found = found[step]
        known[asked.keeps] = str(found)
    return None


def _filled(body: Any, names: Mapping[str, str]) -> Any:
    if isinstance(body, dict):
        return {name: _filled(value, names) for name, value in body.items()}
    if isinstance(body, list):
        return [_filled(each, names) for each in body]
    return body.format(**names) if isinstance(body, str) else body


def _services() -> dict[str, int]:
    """The processes of the services that this process has started, by name."""
    found: dict[str, int] = {}
    waiting = [os.getpid()]
    while waiting:
        for task in Path(f"/proc/{waiting.pop()}/task").iterdir():
            for child in (task / "children").read_text().split():
                waiting.append(int(child))
                words = Path(f"/proc/{child}/cmdline").read_bytes().decode().split("\0")
                if "serve" in words:
                    found[words[words.index("serve") + 1]] = int(child)
    return found
