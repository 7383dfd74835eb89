"""Explanations over HTTP and on the command line."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

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
    var: Path = tmp_path_factory.mktemp("explain") / "var"
    with cli_on_server(var) as (found, _):
        found.ok("import", SAMPLE)
        yield found


async def test_a_key_result_is_explained(kit: OkrKit) -> None:
    quarter = await kit.running_quarter()
    objective, key_result = await kit.running_key_result(quarter)
    path = f"/key-results/{key_result}"
    said = await kit.done(f"{path}/check-ins", {"value": 5, "confidence": 3})
    await kit.done(f"/check-ins/{said.id}/correction", {"value": 4, "reason": "counted twice"})
    told = (await kit.get(f"{path}/explain")).body
    shown = next(
        one for goal in (await kit.get("/board")).body for one in goal["key_results"] if one["id"] == key_result
    )
    for name in ("number", "progress", "made_of", "confidence", "health", "measure"):
        assert told[name] == shown[name], name
    assert told["rule"] == "(4 − 0) ÷ (10 − 0) = 40 %"
    assert told["exact"] == "2/5"
    assert told["confidence_says"] == "at-risk"
    assert told["health_rule"].startswith("worst of confidence 3 says at-risk and pace says ")
    assert told["pace"]["gap"] in told["pace"]["sentence"]
    assert [(cause["what"], cause["reason"]) for cause in told["causes"]] == [
        ("measured so", None),
        ("checked in", None),
        ("corrected", "counted twice"),
    ]
    places = [cause["position"] for cause in told["causes"]]
    assert places == sorted(places)
    whole = (await kit.get(f"/objectives/{objective}/explain")).body
    assert (whole["progress"], whole["rule"]) == (40, "40 % = 40 %")
    assert whole["health"] == shown["health"]
    assert (whole["score"], whole["score_rule"]) == (None, "not scored yet")
    assert {cause["what"] for cause in whole["causes"]} == {"drafted", "published"}


async def test_what_was_set_by_hand_is_explained(kit: OkrKit) -> None:
    _, key_result = await kit.running_key_result()
    below, under = await kit.running_key_result()
    await kit.done(f"/objectives/{below}/align", {"to": key_result})
    await kit.done(f"/key-results/{under}/check-ins", {"value": 3})
    path = f"/key-results/{key_result}"
    told = (await kit.get(f"{path}/explain")).body
    assert (told["made_of"], told["rule"]) == ("children", "30 % = 30 %")
    assert [(item["id"], item["what"], item["progress"]) for item in told["items"]] == [(below, "objective", 30)]
    assert "aligned" in {cause["what"] for cause in told["causes"]}
    await kit.done(f"{path}/override", {"progress": "0.5", "reason": "we know better"})
    told = (await kit.get(f"{path}/explain")).body
    assert told["rule"] == "set by hand to 50 %; what it is made of says 30 %"
    assert (told["otherwise"], told["drift"]) == (30, -20)
    by_hand = [cause for cause in told["causes"] if cause["what"] == "set by hand, or adopted"]
    assert [cause["reason"] for cause in by_hand] == ["we know better"]


async def test_as_of_another_time(kit: OkrKit) -> None:
    _, key_result = await kit.running_key_result()
    path = f"/key-results/{key_result}"
    kit.later(days=1)
    await kit.done(f"{path}/check-ins", {"value": 5})
    between = kit.clock().isoformat()
    kit.later(days=2)
    await kit.done(f"{path}/check-ins", {"value": 8})
    assert (await kit.get(f"{path}/explain")).body["progress"] == 80
    then = (await kit.get(f"{path}/explain", params={"as_of": between})).body
    assert (then["progress"], then["rule"]) == (50, "(5 − 0) ÷ (10 − 0) = 50 %")
    assert len([cause for cause in then["causes"] if cause["what"] == "checked in"]) == 1


async def test_refusals(kit: OkrKit) -> None:
    objective, key_result = await kit.running_key_result()
    (await kit.get("/key-results/KR-99/explain")).refused(404, "not-found", "KR-99")
    (await kit.get("/objectives/O-99/explain")).refused(404, "not-found", "O-99")
    for path in (f"/key-results/{key_result}/explain", f"/objectives/{objective}/explain"):
        future, past = {"as_of": "2199-01-01T00:00:00Z"}, {"as_of": "1999-01-01T00:00:00Z"}
        (await kit.get(path, params=future)).refused(422, "invalid", "is to come")
        (await kit.get(path, params={"known_at": "2199-01-01T00:00:00Z"})).refused(422, "invalid", "is to come")
        (await kit.get(path, params=past)).refused(404, "not-found", "there was no such")


def test_on_the_command_line(cli: Cli) -> None:
    board = cli.ok("board", "--quarter", "2026-Q3", "--json").json
    for goal in board:
        told = cli.ok("explain", goal["number"], "--json").json
        assert told["progress"] == goal["progress"]
    one = next(each for goal in board for each in goal["key_results"] if each["kind"] == "metric" and each["check_in"])
    text = cli.ok("explain", one["number"]).out
    assert f"progress {one['progress']} %: ({one['value']} − " in text
    assert "checked in" in text
    then = cli.ok("explain", one["number"], "--as-of", "2026-07-20", "--json").json
    assert then["number"] == one["number"]
    assert then["on"] == "2026-07-20"
    cli.refused(3, "explain", "KR-999", words="KR-999")
    cli.refused(3, "explain", "what", words="what")
    cli.refused(3, "explain", one["number"], "--as-of", "2199-01-01", words="is to come")
