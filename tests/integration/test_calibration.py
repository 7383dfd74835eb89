"""Calibration over HTTP and on the command line."""

from __future__ import annotations

from pathlib import Path

from tests.cli_kit import SAMPLE, cli_on_server
from tests.nats_fixture import NatsServer
from tests.okr_kit import okr_kit


async def test_over_http(nats_server: NatsServer) -> None:
    async with okr_kit(nats_server) as kit:
        quarter = await kit.running_quarter()
        _, key_result = await kit.running_key_result(quarter)
        await kit.done(f"/key-results/{key_result}/check-ins", {"value": 5, "confidence": 8})
        path = f"/quarters/{quarter}/calibration"
        (await kit.get(path)).refused(409, "wrong-state", "has not ended")
        (await kit.get("/quarters/1999-Q1/calibration")).refused(404, "not-found", "1999-Q1")
        kit.later(days=90)
        await kit.done(f"/quarters/{quarter}/end")
        told = (await kit.get(path)).body
        assert told["first"]["whole"] == told["middle"]["whole"] | {
            "mean_absolute_error": "0.3",
            "mean_forecast": "0.8",
            "mean_score": "0.5",
            "few": True,
        }
        assert [each["team"] for each in told["teams"]] == [None]
        assert not {"by", "owner", "person"} & set(str(told).replace("'", " ").split())
        (await kit.get(path, params={"team": "Nobody"})).refused(404, "not-found", "Nobody")
        whole = (await kit.get("/calibration")).body
        assert (whole["first"], whole["key_results"]) == (told["first"], 1)
        assert [each["label"] for each in whole["quarters"]] == ["2026-Q3"]
        assert (await kit.get("/calibration", params={"quarter": ["2026-Q3", quarter]})).body == whole
        (await kit.get("/calibration", params={"team": "Nobody"})).refused(404, "not-found", "Nobody")
        (await kit.get("/calibration", params={"quarter": "1999-Q1"})).refused(404, "not-found", "1999-Q1")


def test_on_the_command_line(tmp_path: Path) -> None:
    with cli_on_server(tmp_path / "var") as (cli, _):
        cli.ok("import", SAMPLE)
        ended = [row["quarter"] for row in cli.ok("quarter", "list", "--json").json if row["phase"] == "ended"]
        running = [row["quarter"] for row in cli.ok("quarter", "list", "--json").json if row["phase"] == "started"]
        assert ended
        told = cli.ok("calibration", ended[0], "--json").json
        assert (
            told["first"]["whole"]["key_results"] + told["first"]["unstated"] + told["never_checked_in"]
            == (told["key_results"])
        )
        table = cli.ok("calibration", ended[0]).table
        assert [line[:3] for line in table[:1]] == [["all", "first", "all"]]
        team = told["teams"][0]["team"]
        assert cli.ok("calibration", ended[0], "--team", team, "--levels", "--json").json["teams"] == told["teams"][:1]
        history = cli.ok("calibration", "--json").json
        assert [each["label"] for each in history["quarters"]] == ended
        assert history["key_results"] == sum(each["key_results"] for each in history["quarters"])
        assert cli.ok("calibration").table[0][:2] == ["all", "first"]
        assert cli.ok("calibration", *ended, "--team", team, "--team", team, "--json").json["teams"][0]["team"] == team
        cli.refused(3, "calibration", "1999-Q1", words="1999-Q1")
        cli.refused(3, "calibration", ended[0], "--team", "Nobody", words="Nobody")
        cli.refused(3, "calibration", running[0], words="has not ended")
