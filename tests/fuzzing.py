"""Requests that a service's own API page says are possible, and some that it says are not, sent to the real service.

schemathesis makes them from the page and checks each answer against it. The services listen on a socket of this
machine, on a real nats-server; whoever asks is an admin, or a member.

``python -m tests.fuzzing --examples 50`` tries each operation at length, and what follows from one to another.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import socket
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

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
from tests.patience import PATIENCE

# Of all dates a pattern leaves those that count here: too few to be met by chance.
schemathesis.openapi.format("date", st.dates(FIRST, LAST).map(str))
schemathesis.openapi.format(
    "date-time",
    st.tuples(st.dates(FIRST, LAST), st.times().map(lambda time: time.replace(microsecond=0))).map(
        lambda parts: f"{parts[0]}T{parts[1].isoformat()}Z"
    ),
)
schemathesis.openapi.format("first-of-month", st.dates(FIRST, LAST).map(lambda day: str(day.replace(day=1))))
# The coverage phase would otherwise make every header of letters and digits alone.
schemathesis.openapi.format(
    "etag", st.one_of(st.just("*"), st.integers(0, 10**15 - 1).map(lambda version: f'"{version}"'))
)


NOT_IN_A_SCHEMA: dict[str, str] = {
    "invalid, well-formed": "each value is right, but not beside the others, or not for what is there",
    "idempotency-key-reused": "a key was used for something else before",
    "invalid-cursor": "a cursor is what a list gave, which no pattern tells from what it did not give",
    "invalid-body, well-formed": "JSON Schema counts no digits of a number",
    "too-large": "JSON Schema counts no bytes of a body",
    "address": "names may hold a slash, so an address of one path is also that of another, whose methods it has, too",
}
"""The problem types by which a request that fits the API page may be refused all the same, and why no schema says it.

404 and 409 tell what is there, 401 and 403 who asks: these are accepted whatever their type.
"""

OF_WHAT_IS_THERE = (401, 403, 404, 409)
OF_SHAPE = (400, 413, 422)
REFUSING = (400, 405, 413, 415, 422)
OF_ADDRESSES = ("allow_header_conformance", "unsupported_method")
PHASES = ("examples", "coverage", "fuzzing", "stateful")


@schemathesis.check
def what_the_page_allows_is_not_refused(ctx: Any, response: Any, case: Any) -> None:
    """Stricter than `positive_data_acceptance`, which sees the status alone: by these types, or not at all."""
    if _is_allowed(case) and response.status_code in OF_SHAPE and _kind(response) not in NOT_IN_A_SCHEMA:
        raise AssertionError(f"what the page allows was refused as {_kind(response)}")


def _is_allowed(case: Any) -> bool:
    return case.meta is not None and bool(case.meta.generation.mode.is_positive)


def _kind(response: Any) -> str:
    problem = json.loads(response.content)
    kind = str(problem.get("type")).removeprefix("urn:tomoni:problem:")
    return f"{kind}, well-formed" if problem.get("well_formed") else kind


@dataclass
class Tried:
    """What came of it: how many requests, to which operations, and each failure once.

    `refused` counts what the page allows and was refused all the same, by the type of `NOT_IN_A_SCHEMA`.
    """

    requests: int = 0
    operations: set[str] = field(default_factory=set)
    failures: dict[str, str] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
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


def tried(
    document: dict[str, Any],
    url: str,
    token: str,
    *,
    examples: int,
    seed: int,
    phases: Collection[str] = PHASES,
    paths: Collection[str] | None = None,
) -> Tried:
    """Send so many requests of each kind to each operation (of these paths) in these phases, all checks on. Blocks."""
    chosen = document["paths"] if paths is None else {path: document["paths"][path] for path in paths}
    config = SchemathesisConfig.from_dict(
        {
            "base-url": url,
            "seed": seed,
            "headers": {"Authorization": f"Bearer {token}"},
            "continue-on-failure": True,
            # Some questions are worth computing for, and the machine may be busy: being slow is tested elsewhere.
            "request-timeout": PATIENCE,
            "checks": {
                "enabled": True,
                # What these two may be refused by is looked at by type, above and below.
                "positive_data_acceptance": {"expected-statuses": ["2xx", *map(str, (*OF_WHAT_IS_THERE, *OF_SHAPE))]},
                "negative_data_rejection": {"expected-statuses": list(map(str, (*OF_WHAT_IS_THERE, *REFUSING)))},
            },
            "generation": {
                "max-examples": examples,
                "mode": "all",
                "deterministic": False,
                "no-shrink": True,
                "database": "none",
            },
            "phases": {phase: {"enabled": phase in phases} for phase in PHASES},
        }
    )
    schema = schemathesis.openapi.from_dict({**document, "paths": chosen}, config=config)
    found = Tried()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            _count(found, document, event)
        elif isinstance(event, events.NonFatalError | events.FatalError):
            found.errors.append(str(getattr(event, "value", None) or event.exception))
    return found


def _count(found: Tried, document: dict[str, Any], event: events.ScenarioFinished) -> None:
    found.requests += len(event.recorder.interactions)
    found.operations.update(case.value.operation.label for case in event.recorder.cases.values())
    for case, interaction in event.recorder.interactions.items():
        made, answer = event.recorder.cases[case].value, interaction.response
        if answer is not None and _is_allowed(made) and answer.status_code in OF_SHAPE:
            found.refused[_kind(answer)] += 1
    for case, checks in event.recorder.checks.items():
        for check in checks:
            if check.failure_info is None:
                continue
            interaction = event.recorder.interactions.get(case)
            answer = None if interaction is None else interaction.response
            status, said = (0, "") if answer is None else (answer.status_code, answer.content.decode(errors="replace"))
            label = event.recorder.cases[case].value.operation.label
            if check.name in OF_ADDRESSES and _is_another_address(document, answer):
                found.refused["address"] += 1
                continue
            failure, sample = check.failure_info.failure, check.failure_info.code_sample
            told = f"{failure.title}: {failure.message}\n{sample}\n{status} {said[:500]}"
            found.failures.setdefault(f"{label}: {check.name}", told)


def _is_another_address(document: dict[str, Any], answer: Any) -> bool:
    """Whether all methods that were tried or told of are documented for some path that this address fits."""
    address = urlsplit(answer.request.url).path
    documented = {
        method.upper()
        for path, methods in document["paths"].items()
        for method in methods
        if re.fullmatch(re.sub(r"\{[^}]*\}", ".+", path), address)
    }
    told = {each.strip().upper() for each in ",".join(answer.headers.get("allow", ())).split(",") if each.strip()}
    return (told or {answer.request.method}) <= documented


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


async def _at_length(
    examples: int, seed: int, every: int, phases: Collection[str], services: list[str], roles: list[str]
) -> int:
    worst = 0
    for service in services:
        for role in map(Role, roles):
            with TemporaryDirectory() as name:
                directory, began = Path(name), monotonic()
                async with (
                    running_server(directory / "var") as server,
                    served(service, server, directory, role) as (app, token),
                    listening(app) as url,
                ):
                    page = app.openapi()
                    ways: dict[str, Any] = {"examples": examples, "seed": seed, "phases": phases}
                    paths = list(page["paths"])[seed % every :: every]
                    found = await asyncio.to_thread(partial(tried, page, url, token, **ways, paths=paths))
            missed = operations(page, paths) - found.operations
            told = f"{found.requests} requests to {len(found.operations)} operations in {monotonic() - began:.0f} s"
            print(f"{service} as {role}, seed {seed}: {told}, {len(found.failures)} failures", flush=True)
            for kind, times in found.refused.most_common():
                print(f"  {times} refused as {kind}: {NOT_IN_A_SCHEMA.get(kind, 'a failure, see below')}")
            for label, failure in found.failures.items():
                print(f"\n{label}\n{failure}\n")
            for error in (*found.errors, *(f"{each} was not tried" for each in sorted(missed))):
                print(f"\n{error}\n")
            worst += len(found.failures) + len(found.errors) + len(missed)
    return worst


def operations(page: dict[str, Any], paths: Iterable[str] | None = None) -> set[str]:
    """Every operation of an API page (of these paths), as schemathesis calls it."""
    chosen = page["paths"] if paths is None else paths
    return {f"{method.upper()} {path}" for path in chosen for method in page["paths"][path]}


if __name__ == "__main__":
    parser = ArgumentParser(description="Try every operation of both services at length.")
    parser.add_argument("--examples", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=1, help="only every so many paths, the first by the seed")
    parser.add_argument("--phases", nargs="+", choices=PHASES, default=PHASES)
    parser.add_argument("--services", nargs="+", choices=("okr", "pairing"), default=["okr", "pairing"])
    parser.add_argument("--roles", nargs="+", choices=list(map(str, Role)), default=["admin", "member"])
    chosen = parser.parse_args()
    logging.disable(logging.ERROR)
    bounds = (chosen.examples, chosen.seed, chosen.every)
    sys.exit(1 if asyncio.run(_at_length(*bounds, chosen.phases, chosen.services, chosen.roles)) else 0)
