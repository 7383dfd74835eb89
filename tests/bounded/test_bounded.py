"""Nothing holds a whole log or a whole table: every operation stays within 400 MB on a log of 200,000 events.

Which operations there are is read off the services' own pages and the program's own commands: a new one is run, or a
reason is given why not.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from services.cli.main import tomoni
from services.cli.services import Service
from tests.bounded import commands, requests
from tests.bounded.company import Company
from tests.bounded.installation import installed
from tests.bounded.running import Taken, all_the_time, commanded, group_of, requested, running_goals
from tests.nats_fixture import NatsServer
from tests.okr_kit import okr_kit
from tests.pairing_http import web_of
from tests.system_kit import new_environment, started

EVENTS, MOST = 200_000, 400.0
"""How long the log is, and how much memory each process may have at most, in MiB."""


async def test_every_endpoint_is_run_on_a_long_log_or_a_reason_is_given(
    nats_server: NatsServer, tmp_path: Path
) -> None:
    async with okr_kit(nats_server) as okr, web_of(nats_server, tmp_path / "pairing.sqlite") as pairing:
        pages = {"okr": okr.app.openapi(), "pairing": pairing.app.openapi()}
    for service, table, left_out in (
        ("okr", requests.OKR, requests.OKR_LEFT_OUT),
        ("pairing", requests.PAIRING, requests.PAIRING_LEFT_OUT),
    ):
        assert _operations(pages[service]) == table.keys() | left_out.keys()
        assert not table.keys() & left_out.keys()


def test_every_command_is_run_on_a_long_log_or_a_reason_is_given() -> None:
    assert set(_named(get_command(tomoni))) == commands.COMMANDS.keys() | commands.LEFT_OUT.keys()
    assert not commands.COMMANDS.keys() & commands.LEFT_OUT.keys()


@pytest.mark.thorough
def test_no_operation_takes_more_than_it_may_on_a_long_log(tmp_path: Path) -> None:
    var = tmp_path / "var"
    company = asyncio.run(installed(var, EVENTS))
    # What falls due by the day on which this runs would be more than what is asked.
    environment = new_environment(var) | {"TOMONI_CHECK_IN_EVERY": "never"}
    taken: list[Taken] = []
    with started(environment) as (what, _):
        token = _token(environment, company.people[0])
        known = names(company) | running_goals(what, token)
        known["own_group"] = group_of(what, token, company.people[0])
        for each in chain(
            requested(what, Service.PAIRING, token, known),
            commanded(environment, tmp_path, known),
            # Last, for it ends the quarter.
            requested(what, Service.OKR, token, known),
            all_the_time(what.pid),
        ):
            print(each, flush=True)
            taken.append(each)
    worst = sorted(taken, key=lambda each: -each.memory)
    told = "\n".join(map(str, worst[:10]))
    assert not [each for each in taken if each.failed], [str(each) for each in taken if each.failed]
    assert worst[0].memory <= MOST, told


def names(company: Company) -> dict[str, str]:
    """What requests and commands are about, by the names that stand for it in the tables."""
    today = date.today()
    return {
        "key_result": "KR-5",
        "objective": "O-3",
        "quarter": "2026-Q2",
        "person": company.people[4],
        "team": "Team 1",
        "today": str(today),
        "soon": str(today + timedelta(days=7)),
        "later": str(today + timedelta(days=14)),
    }


def _operations(page: dict[str, Any]) -> set[str]:
    return {f"{method.upper()} {path}" for path, methods in page["paths"].items() for method in methods}


def _named(command: Any, *path: str) -> list[str]:
    """Every command by its whole name, such as ``day mentor invite``."""
    below = getattr(command, "commands", None)
    if below is None:
        return [" ".join(path)]
    return [name for one in list(below) for name in _named(below[one], *path, one)]


def _token(environment: dict[str, str], person: str) -> str:
    told = subprocess.run(
        [sys.executable, "-m", "services.cli.main", "token", person, "--role", "admin"],
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return told.stdout.strip()
