"""Requests that a service's own API page says are possible, and some that it says are not, sent to the real service.

schemathesis makes them from the page and checks each answer against it. The services listen on a socket of this
machine, on a real nats-server; whoever asks is an admin, or a member.

``python -m tests.fuzzing --examples 50`` tries each operation at length, and what follows from one to another.
"""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import schemathesis
import uvicorn
from fastapi import FastAPI
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from shared.days import FIRST, LAST
from shared.identity.roles import Role
from tests.nats_fixture import NatsServer, running_server
from tests.okr_kit import okr_kit
from tests.pairing_http import START, web_of

# Of all dates a pattern leaves those that count here: too few to be met by chance.
schemathesis.openapi.format("date", st.dates(FIRST, LAST).map(str))
schemathesis.openapi.format(
    "date-time",
    st.tuples(st.dates(FIRST, LAST), st.times().map(lambda time: time.replace(microsecond=0))).map(
        lambda parts: f"{parts[0]}T{parts[1].isoformat()}Z"
    ),
)


RULES: dict[str, re.Pattern[str]] = {
    "what the domain decides, such as that a day comes after another": re.compile('urn:tomoni:problem:invalid"'),
    "a cursor is what a list gave": re.compile('urn:tomoni:problem:invalid-cursor"'),
    "how many digits a number has": re.compile(
        "digits is not exact in JSON|(digits|places); give at most|no more than [0-9]+ (digits|decimal places)"
    ),
    "a text holds no null character": re.compile("can't hold the null character"),
}
"""Why a request that fits the API page may be refused all the same (422, or 400): rules that no schema can say."""


@dataclass
class Tried:
    """What came of it: how many requests, to which operations, and each failure once."""

    requests: int = 0
    operations: set[str] = field(default_factory=set)
    failures: dict[str, str] = field(default_factory=dict)
    excused: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)


@asynccontextmanager
async def listening(app: FastAPI) -> AsyncIterator[str]:
    """The address of the application, served for the time of the block on this loop."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False, lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[found]))
        try:
            yield f"http://127.0.0.1:{found.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


def tried(document: dict[str, Any], url: str, token: str, *, examples: int, seed: int, thorough: bool = False) -> Tried:
    """Send so many requests of each kind to each operation, all checks on. Blocks."""
    config = SchemathesisConfig.from_dict(
        {
            "base-url": url,
            "seed": seed,
            "headers": {"Authorization": f"Bearer {token}"},
            "continue-on-failure": False,
            "generation": {
                "max-examples": examples,
                "mode": "all",
                "deterministic": not thorough,
                "no-shrink": True,
                "database": "none",
            },
            "phases": {
                "examples": {"enabled": True},
                "coverage": {"enabled": thorough},
                "fuzzing": {"enabled": True},
                "stateful": {"enabled": thorough},
            },
        }
    )
    schema = schemathesis.openapi.from_dict(document, config=config)
    found = Tried()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            _count(found, event)
        elif isinstance(event, events.NonFatalError | events.FatalError):
            found.errors.append(str(getattr(event, "value", None) or event.exception))
    return found


def _count(found: Tried, event: events.ScenarioFinished) -> None:
    found.requests += len(event.recorder.interactions)
    found.operations.update(case.value.operation.label for case in event.recorder.cases.values())
    for case, checks in event.recorder.checks.items():
        for check in checks:
            if check.failure_info is None:
                continue
            interaction = event.recorder.interactions.get(case)
            answer = None if interaction is None else interaction.response
            status, said = (0, "") if answer is None else (answer.status_code, answer.content.decode(errors="replace"))
            if (why := _excuse(check.name, status, said)) is not None:
                found.excused[why] += 1
                continue
            label = event.recorder.cases[case].value.operation.label
            failure, sample = check.failure_info.failure, check.failure_info.code_sample
            told = f"{failure.title}: {failure.message}\n{sample}\n{status} {said[:500]}"
            found.failures.setdefault(f"{label}: {check.name}", told)


def _excuse(check: str, status: int, said: str) -> str | None:
    if check == "positive_data_acceptance" and status in (400, 422):
        return next((why for why, told in RULES.items() if told.search(said)), None)
    if status == 413:
        return "a body is refused by its size before it is read"
    if check == "negative_data_rejection" and status == 202:
        return "what waits for something unknown is not looked at yet"
    return None


@asynccontextmanager
async def served(service: str, server: NatsServer, directory: Path, role: Role) -> AsyncIterator[tuple[FastAPI, str]]:
    """A service with a few people and goals in it, and a token of this role."""
    if service == "okr":
        async with okr_kit(server, wait_for_seconds=0.05) as kit:
            person = (await kit.done("/people", {"name": "高橋", "function": "sales", "team": "East"})).id
            await kit.running_key_result(await kit.running_quarter())
            yield kit.app, kit.token(person, role, 24)
    else:
        async with web_of(server, directory / "pairing.sqlite", wait_for_seconds=0.05) as web:
            await web.okr.company(2, 2, 2)
            yield web.app, web.issuer.issue("boss", role, 24, START)


async def _at_length(examples: int, seed: int) -> int:
    worst = 0
    for service in ("okr", "pairing"):
        for role in (Role.ADMIN, Role.MEMBER):
            with TemporaryDirectory() as name:
                directory = Path(name)
                async with (
                    running_server(directory / "var") as server,
                    served(service, server, directory, role) as (app, token),
                    listening(app) as url,
                ):
                    options = {"examples": examples, "seed": seed, "thorough": True}
                    found = await asyncio.to_thread(partial(tried, app.openapi(), url, token, **options))
            told = f"{found.requests} requests to {len(found.operations)} operations"
            print(f"{service} as {role}: {told}, {len(found.failures)} failures", flush=True)
            for why, times in found.excused.most_common():
                print(f"  {times} refused by a rule that no schema says: {why}")
            for label, failure in found.failures.items():
                print(f"\n{label}\n{failure}\n")
            for error in found.errors:
                print(f"\n{error}\n")
            worst = max(worst, len(found.failures) + len(found.errors))
    return worst


if __name__ == "__main__":
    parser = ArgumentParser(description="Try every operation of both services at length.")
    parser.add_argument("--examples", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    logging.disable(logging.ERROR)
    sys.exit(1 if asyncio.run(_at_length(chosen.examples, chosen.seed)) else 0)
