"""Goalposts and their ledger over HTTP and on the command line."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.cli_kit import SAMPLE, Cli, cli_on_server
from tests.nats_fixture import NatsServer
from tests.okr_kit import OkrKit, okr_kit

METRIC = {"kind": "metric", "baseline": "0", "target": "10"}
HARDER = METRIC | {"target": "20"}
WHY = {"reason": "the market grew"}


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    async with okr_kit(nats_server) as made:
        yield made


@pytest.fixture
def cli(tmp_path: Path) -> Iterator[Cli]:
    with cli_on_server(tmp_path / "var") as (found, _):
        found.ok("import", SAMPLE)
        yield found


async def test_a_ledger_of_a_key_result(kit: OkrKit) -> None:
    _, key_result = await kit.running_key_result()
    path = f"/key-results/{key_result}"
    await kit.done(f"{path}/check-ins", {"value": 5})
    before = (await kit.get(path)).body
    await kit.done(f"{path}/retarget", {"measure": HARDER | {"baseline": before["baseline"]}, **WHY})
    await kit.done(f"{path}/reweight", {"weight": 40, **WHY})
    await kit.done(f"{path}/reweight", {"weight": None, **WHY})
    ledger = (await kit.get(f"{path}/ledger")).body
    assert ledger["number"] == before["number"]
    moved = [(entry["what"], entry["reason"]) for entry in ledger["entries"]]
    assert moved == [
        ("owner", None),
        ("target", None),
        ("weight", None),
        ("target", "the market grew"),
        ("weight", "the market grew"),
        ("weight", "the market grew"),
    ]
    target = ledger["entries"][3]
    assert (target["before"]["target"], target["after"]["target"]) == (before["target"], "20")
    assert (ledger["entries"][4]["before"], ledger["entries"][4]["after"]) == (None, "40")
    assert ledger["progress_original"] == before["progress"]
    shown = (await kit.get(path)).body
    assert shown["progress"] == ledger["progress_revised"] != before["progress"]


async def test_a_key_result_moves_with_its_check_ins(kit: OkrKit) -> None:
    objective, key_result = await kit.running_key_result()
    path = f"/key-results/{key_result}"
    said = await kit.done(f"{path}/check-ins", {"value": 5})
    before = (await kit.get(path)).body
    quarter = (await kit.get(f"/objectives/{objective}")).body["quarter"]
    other = (await kit.done("/objectives", {"title": "Another", "quarter": quarter, "source": "both"})).id
    await kit.done(f"/objectives/{other}/publish")
    await kit.done(f"{path}/move", {"objective": other, **WHY})
    shown = (await kit.get(path)).body
    assert shown == before | {"objective": other, "share": None}
    assert (await kit.get(f"/objectives/{objective}")).body["key_results"] == []
    assert [each["id"] for each in (await kit.get(f"/objectives/{other}")).body["key_results"]] == [key_result]
    await kit.done(f"{path}/check-ins", {"value": 6})
    await kit.done(f"/check-ins/{said.id}/correction", {"value": 4})
    (await kit.post(f"{path}/move", {"objective": other, **WHY})).refused(422, "invalid", "measures this objective")
    await kit.done(f"{path}/move", {"objective": objective, **WHY})
    assert (await kit.get(path)).body["objective"] == objective
    places = [entry for entry in (await kit.get(f"{path}/ledger")).body["entries"] if entry["what"] == "place"]
    assert [entry["after"] for entry in places] == [other, objective]


async def test_refusals_over_http(kit: OkrKit) -> None:
    objective, key_result = await kit.running_key_result()
    path = f"/key-results/{key_result}"
    (await kit.post(f"{path}/retarget", {"measure": HARDER})).refused(422, "invalid", "say why it changes")
    (await kit.post(f"{path}/retarget", {"measure": METRIC | {"target": 0}, **WHY})).refused(422, "invalid", "no way")
    (await kit.post(f"{path}/reweight", {"weight": 101, **WHY})).refused(422, "invalid", "give 0 to 100")
    (await kit.post(f"{path}/reassign", {"owner": "P-99", **WHY})).refused(404, "not-found", "P-99")
    (await kit.post(f"{path}/reassign", {"owner": None, "approver": "P-9", **WHY})).refused(404, "not-found", "P-9")
    (await kit.post(f"{path}/move", {"objective": "O-99", **WHY})).refused(404, "not-found", "O-99")
    (await kit.post(f"/objectives/{objective}/reassign", {"owner": None, "team": "", **WHY})).refused(
        422, "invalid", "the team is empty"
    )
    (await kit.get("/key-results/KR-99/ledger")).refused(404, "not-found", "KR-99")
    (await kit.get("/objectives/O-99/ledger")).refused(404, "not-found", "O-99")


def test_on_the_command_line(cli: Cli) -> None:
    board = cli.ok("board", "--quarter", "2026-Q3", "--json").json
    goal = next(each for each in board if any(one["kind"] == "metric" for one in each["key_results"]))
    one = next(each for each in goal["key_results"] if each["kind"] == "metric")
    number, why = one["number"], ("--reason", "a wider market")
    cli.ok("keyresult", "retarget", number, "--to", "777", *why, "--approver", "P-2")
    cli.ok("keyresult", "reweight", number, "25%", *why)
    cli.ok("keyresult", "assign", number, "P-3", *why)
    cli.ok("keyresult", "rename", number, "Renamed here")
    cli.ok("objective", "assign", goal["number"], "--owner", "P-4", "--team", "Sales", *why)
    table = cli.ok("ledger", number).table
    assert any("777" in line[3] and line[5] == "P-2" and line[6] == "a wider market" for line in table)
    assert any(line[1] == "owner" and line[3] == "P-3" for line in table)
    told = cli.ok("ledger", goal["number"], "--json").json
    assert {"objective's owner", "team", "target"} <= {entry["what"] for entry in told}
    cli.refused(3, "keyresult", "retarget", number, "--to", "778", words="say why it changes")
    cli.refused(3, "keyresult", "retarget", number, "--to", "much", *why, words="is no number")
    cli.refused(3, "keyresult", "retarget", number, "--at-most", "7", *why, words="has no upper")
    cli.refused(3, "keyresult", "retarget", number, "--measure", "{}", *why, words="that is no measure")
    cli.refused(3, "keyresult", "move", number, "O-99", *why, words="O-99")
    cli.refused(3, "ledger", "KR-9999", words="KR-9999")
    for words, arguments in (
        ("say what changes", ("retarget", number)),
        ("is no number", ("reweight", number, "heavy")),
    ):
        told = cli.run("keyresult", *arguments)
        assert (told.code, words in told.err) == (2, True), told


async def test_an_objective_moves_to_another_quarter_with_its_key_results(kit: OkrKit) -> None:
    now = await kit.running_quarter()
    body = {"label": "2026-Q4", "start": "2026-10-01", "end": "2026-12-31"}
    then = (await kit.done("/quarters", body)).id
    objective, key_result = await kit.running_key_result(now)
    await kit.done(f"/key-results/{key_result}/check-ins", {"value": 5})
    path = f"/objectives/{objective}/move"
    (await kit.post(path, {"quarter": "2026-Q4"})).refused(422, "invalid", "say why it changes")
    await kit.done(path, {"quarter": "2026-Q4", **WHY})
    assert (await kit.post(path, {"quarter": then, **WHY})).body["changed"] is False
    assert (await kit.get("/board", params={"quarter": "2026-Q3"})).body == []
    (shown,) = (await kit.get("/board", params={"quarter": "FY2026 Q4"})).body
    assert (shown["id"], shown["quarter"], shown["key_results"][0]["progress"]) == (objective, then, 50)
    entries = (await kit.get(f"/objectives/{objective}/ledger")).body
    moved = [(each["before"], each["after"]) for each in entries if each["what"] == "quarter"]
    assert moved == [(None, now), (now, then)]
    told = (await kit.get(f"/objectives/{objective}/explain")).body["causes"]
    assert [each["reason"] for each in told if each["what"] == "moved to a quarter"] == ["the market grew"]
    await kit.done(f"/quarters/{now}/end")
    early = await kit.post(f"/key-results/{key_result}/check-ins", {"value": 6})
    early.refused(422, "invalid", "before 2026-Q4 begins")
    (await kit.post(path, {"quarter": now, **WHY})).refused(409, "wrong-state", "2026-Q3 has ended")
    assert (await kit.get(f"/quarters/{now}/verify")).body["agrees"] is True
    await kit.done(path, {"quarter": None, **WHY})
    (shown,) = (await kit.get("/board", params={"quarter": "backlog"})).body
    assert shown["id"] == objective


def test_an_objective_moves_on_the_command_line(cli: Cli) -> None:
    cli.ok("quarter", "plan", "2027-Q2")
    said = cli.ok("objective", "move", "O-16", "2027-Q2", "--reason", "not now").out
    assert said == "O-16 belongs to 2027-Q2 from now on\n"
    assert [row["number"] for row in cli.ok("board", "--quarter", "2027-Q2", "--json").json] == ["O-16"]
