"""What the services write into their logs while they work and fail: ids and positions, never what people wrote."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.cli.workplace import Running
from shared.server.layout import Layout
from shared.server.running import server_pid
from tests.cli_kit import Cli
from tests.patience import PATIENCE
from tests.system_kit import new_environment, started

NAME, EMAIL, COMMENT = "高橋 真理子", "mariko.takahashi@example.test", "誰にも言わない / between us"
SECRETS = (NAME, EMAIL, COMMENT)
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[dict[str, Any]]]]:
    """Each service's log after commands that were taken, refused, or met no server; every line as JSON."""
    environment = new_environment(tmp_path_factory.mktemp("logs") / "var") | {
        "TOMONI_LOG_FORMAT": "json",
        "TOMONI_LOG_LEVEL": "debug",
    }
    with started(environment) as (what, _):
        layout = Layout(Path(environment["TOMONI_VAR"]))
        token = Cli(layout.var).ok("token").out.strip()
        with httpx.Client(base_url=str(what.okr_url), headers={"Authorization": f"Bearer {token}"}) as client:
            _work(client, what, layout, token)
        yield {name: _read(layout.logs / f"{name}.log") for name in ("okr", "pairing")}


def _work(client: httpx.Client, what: Running, layout: Layout, token: str) -> None:
    def post(path: str, body: object = None, **headers: str) -> Any:
        return client.post(path, json=body, headers=headers, timeout=PATIENCE)

    people = [post("/people", {"name": NAME, "email": EMAIL, "function": "sales"}, traceparent=TRACE).json()["id"]]
    people += [post("/people", {"name": f"{NAME} {each}", "function": each}).json()["id"] for each in ("cs", "dev")]
    quarter = post("/quarters", {"label": "2026-Q3", "start": "2026-07-01", "end": "2026-09-30"}).json()["id"]
    assert post(f"/quarters/{quarter}/start").status_code == 200
    objective = post("/objectives", {"title": "Talk"}).json()["id"]
    measure = {"kind": "metric", "baseline": "0", "target": "10"}
    key_result = post(f"/objectives/{objective}/key-results", {"title": "Calls", "measure": measure}).json()["id"]
    assert post(f"/objectives/{objective}/publish").status_code == 200
    path = f"/key-results/{key_result}/check-ins"
    assert post(path, {"value": "3", "comment": COMMENT}).status_code == 201
    # What is refused, in all the ways that a request can be wrong.
    assert post(path, {"value": COMMENT, "comment": COMMENT}).status_code == 422
    assert post(path, {"value": "3", "comment": COMMENT, COMMENT: NAME}).status_code == 422
    assert post("/people", {"name": NAME, "email": EMAIL, "function": "sales"}).status_code in (409, 422)
    assert post("/people", {"name": NAME, "function": "sales", "manager": NAME}).status_code == 404
    assert client.get("/people", params={"email": EMAIL, "name": NAME}).status_code == 200
    assert client.get("/board", params={"wait_for": NAME}).status_code == 400
    assert post(f"/quarters/{quarter}/end").status_code == 200
    _until_groups(str(what.pairing_url), token)
    server = server_pid(layout)
    assert server is not None
    # A server that is stopped answers nothing: the command's outcome can't be known.
    os.kill(server, signal.SIGSTOP)
    try:
        assert post(path, {"value": "4", "comment": COMMENT}, traceparent=TRACE).status_code == 503
    finally:
        os.kill(server, signal.SIGCONT)


def _until_groups(url: str, token: str) -> None:
    deadline = time.monotonic() + PATIENCE
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}) as client:
        while not client.get("/groups").json()["items"]:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def _read(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_no_line_says_what_a_person_wrote_or_is_called(lines: dict[str, list[dict[str, Any]]]) -> None:
    written = json.dumps(lines, ensure_ascii=False)
    for secret in SECRETS:
        assert secret not in written
        assert secret.split()[0] not in written
    assert "sealed:v1" not in written


def test_every_line_says_when_how_bad_and_what(lines: dict[str, list[dict[str, Any]]]) -> None:
    for line in (*lines["okr"], *lines["pairing"]):
        assert line.keys() >= {"time", "level", "logger", "message"}
    for name, found in lines.items():
        assert any(line["message"].startswith(f"{name} listens on http://") for line in found), name


def test_what_was_written_to_the_log_is_named_by_its_ids(lines: dict[str, list[dict[str, Any]]]) -> None:
    told = {line["message"].split()[1]: line for line in lines["okr"] if "okr.progress-updated.v1" in line["message"]}
    line = told["okr.progress-updated.v1,"]
    assert line["position"] > 0
    assert UUID(line["event_id"]) != UUID(line["correlation"])
    traced = next(line for line in lines["okr"] if "okr.person-joined.v1" in line["message"])
    assert traced["trace_id"] == TRACE.split("-")[1]


def test_a_reaction_names_the_event_that_it_is_about(lines: dict[str, list[dict[str, Any]]]) -> None:
    ended = next(line for line in lines["okr"] if "okr.quarter-ended.v1" in line["message"])
    drawn = next(line for line in lines["pairing"] if "drawn after quarter" in line["message"])
    same = ("event_id", "position", "correlation")
    assert [drawn[name] for name in same] == [ended[name] for name in same]


def test_a_command_that_met_no_server_is_named(lines: dict[str, list[dict[str, Any]]]) -> None:
    failed = next(line for line in lines["okr"] if "answered 503" in line["message"])
    assert failed["level"] == "warning"
    assert UUID(failed["correlation"])
    assert failed["trace_id"] == TRACE.split("-")[1]
