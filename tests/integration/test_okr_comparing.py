"""Two instants of the tree compared, over HTTP and on the command line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cli_kit import SAMPLE, Cli, cli_on_server
from tests.nats_fixture import NatsServer
from tests.okr_kit import OkrKit, okr_kit


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    async with okr_kit(nats_server) as made:
        yield made


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    var: Path = tmp_path_factory.mktemp("compare") / "var"
    with cli_on_server(var) as (found, _):
        found.ok("import", SAMPLE)
        yield found


async def moved(kit: OkrKit, since: str, until: str, clock: str = "effective") -> dict[str, Any]:
    answer = await kit.get("/compare", params={"from": since, "to": until, "clock": clock})
    assert answer.status == 200, answer.response.text
    return {one["id"]: one for one in answer.body["moved"]}


def changes(one: dict[str, Any]) -> dict[str, tuple[Any, Any, Any]]:
    return {each["what"]: (each["before"], each["after"], each["moved"]) for each in one["changes"]}


async def test_what_moved_and_who_moved_it(kit: OkrKit) -> None:
    objective, key_result = await kit.running_key_result()
    dropped_of, dropped = await kit.running_key_result()
    kit.later(hours=1)
    await kit.done(f"/key-results/{key_result}/check-ins", {"value": 2, "confidence": 8})
    kit.later(hours=1)
    since = kit.clock().isoformat()
    kit.later(hours=1)
    said = await kit.done(f"/key-results/{key_result}/check-ins", {"value": 5, "confidence": 3})
    measure = {"kind": "metric", "baseline": "0", "target": "20"}
    await kit.done(f"/key-results/{key_result}/retarget", {"measure": measure, "reason": "the market grew"})
    await kit.done(f"/key-results/{dropped}/drop")
    new, _ = await kit.running_key_result()
    kit.later(hours=1)
    found = await moved(kit, since, kit.clock().isoformat())
    one = found[key_result]
    told = changes(one)
    assert told["progress"] == (20, 25, "+5")
    assert told["value"] == ("2", "5", "+3")
    assert told["confidence"] == (8, 3, "-5")
    assert (told["target"][0]["target"], told["target"][1]["target"]) == ("10", "20")
    assert (one["kind_of_change"], one["by"], one["events"]) == ("changed", ["admin"], 2)
    assert [mover["type"] for mover in one["movers"]] == ["okr.progress-updated.v1", "okr.key-result-retargeted.v1"]
    assert changes(found[objective])["progress"] == (20, 25, "+5")
    assert [mover["event"] for mover in found[objective]["movers"]] == [mover["event"] for mover in one["movers"]]
    assert found[dropped]["kind_of_change"] == "dropped"
    assert found[new]["kind_of_change"] == "added"
    assert dropped_of not in found or "progress" not in changes(found[dropped_of])
    assert said.id


async def test_the_two_clocks_tell_different_things(kit: OkrKit) -> None:
    async def tick() -> str:
        # What is recorded when is said by the log's own clock.
        await asyncio.sleep(0.02)
        kit.clock.time = datetime.now(UTC)
        return kit.clock.time.isoformat()

    await tick()
    _, key_result = await kit.running_key_result()
    early, day, between = [await tick() for _ in range(3)]
    await tick()
    await kit.done(f"/key-results/{key_result}/check-ins", {"value": 5, "time": day})
    late = await tick()
    assert key_result in await moved(kit, early, between)
    assert key_result not in await moved(kit, between, late)
    assert key_result not in await moved(kit, early, between, "known")
    assert key_result in await moved(kit, between, late, "known")


async def test_nothing_between_moves_nothing_but_time(kit: OkrKit) -> None:
    quarter = await kit.running_quarter()
    _, key_result = await kit.running_key_result(quarter)
    await kit.done(f"/key-results/{key_result}/check-ins", {"value": 1, "confidence": 9})
    kit.later(hours=1)
    since = kit.clock().isoformat()
    kit.later(days=40)
    one = (await moved(kit, since, kit.clock().isoformat()))[key_result]
    assert set(changes(one)) == {"health"}
    assert changes(one)["health"][1] == "stale"
    assert (one["by"], one["events"]) == ([], 0)


async def test_refusals(kit: OkrKit) -> None:
    await kit.running_key_result()
    now = kit.clock().isoformat()
    for since, until, words in (
        (now, "2020-01-01T00:00:00Z", "give the earlier instant first"),
        (now, now, "give the earlier instant first"),
        ("2020-01-01T00:00:00Z", "2199-01-01T00:00:00Z", "is to come"),
    ):
        answer = await kit.get("/compare", params={"from": since, "to": until})
        answer.refused(422, "invalid", words)
    assert (await kit.get("/compare", params={"from": now})).status == 422
    assert (await kit.get("/compare", params={"from": "yesterday", "to": now})).status == 422


def test_on_the_command_line(cli: Cli) -> None:
    table = cli.ok("compare", "--from", "2026-07-15", "--to", "2026-08-15").table
    assert any(line[2] == "progress" and line[5].startswith("+") and line[6].startswith("P-") for line in table)
    told = cli.ok("compare", "--from", "2026-07-15", "--to", "2026-08-15", "--json").json
    before, after = (
        {goal["number"]: goal["progress"] for goal in cli.ok("board", "--as-of", day, "--json").json}
        for day in ("2026-07-15", "2026-08-15")
    )
    found = {
        one["number"]: (change["before"], change["after"])
        for one in told["moved"]
        if one["kind"] == "objective" and one["kind_of_change"] == "changed"
        for change in one["changes"]
        if change["what"] == "progress"
    }
    assert found
    assert found == {
        number: (before[number], after[number])
        for number in after
        if number in before and before[number] != after[number]
    }
    recorded = cli.ok("compare", "--from", "2026-07-15", "--to", "2026-08-15", "--known", "--json").json
    assert recorded["clock"] == "known"
    assert recorded["moved"]
    cli.refused(3, "compare", "--from", "2026-08-15", "--to", "2026-07-15", words="earlier instant first")
    cli.refused(3, "compare", "--from", "2026-08-15", "--to", "2199-07-15", words="is to come")
    assert cli.run("compare", "--from", "2026-08-15").code == 2
