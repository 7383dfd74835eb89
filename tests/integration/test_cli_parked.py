"""`tomoni parked` beside services that run: list, show, retry, drop; and what `status` says of parked and halted."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.cli.workplace import Running
from services.pairing.views import VIEWS as PAIRING_VIEWS
from shared.eventlog import connect
from shared.events import Event, ObjectiveDrafted, ObjectiveRevised, PersonLeft, encode
from shared.projection import ParkedReaction, ParkedReactions, Store
from tests.cli_kit import Cli, cli_on_server
from tests.core_kit import NOW, new_id, record
from tests.patience import PATIENCE
from tests.system_kit import new_environment, started

ITS_ID = "objective/11111111-1111-4111-8111-111111111111"


@pytest.fixture
def cli(tmp_path: Path) -> Iterator[Cli]:
    with cli_on_server(tmp_path / "var") as (found, _):
        yield found


def put(cli: Cli, *payloads: bytes, subject: str = "okr.objective.x") -> None:
    async def publish() -> None:
        client = await connect(str(cli.url), seed_file=cli.layout.credentials("provisioner"), name="test")
        for payload in payloads:
            await client.jetstream().publish(subject, payload)
        await client.close()

    asyncio.run(publish())


def at(version: int, data: Event, aggregate: str = ITS_ID) -> bytes:
    return encode(record(data, aggregate=aggregate, version=version))


def newer(version: int, aggregate: str = ITS_ID) -> bytes:
    return at(version, ObjectiveRevised(title="?"), aggregate).replace(b"objective-revised.v1", b"objective-revised.v9")


def titles(cli: Cli) -> list[str]:
    return [goal["title"] for goal in cli.ok("board", "--json").json]


def test_list_show_drop_and_retry(cli: Cli) -> None:
    assert cli.ok("parked", "list").out == "nothing is parked\n"
    put(cli, at(1, ObjectiveDrafted(title="One")), newer(2), at(3, ObjectiveRevised(title="Three")), b"what is this?")
    assert titles(cli) == ["One"]
    listed = cli.ok("parked", "list", "okr", "--json").json
    assert [(row["position"], row["aggregate"], row["waits_behind"]) for row in listed] == [
        (2, ITS_ID, None),
        (3, ITS_ID, 2),
        (4, "position/4", None),
    ]
    # Each service has a store of its own, and both read the whole log.
    cli.ok("trios")
    assert {row["store"] for row in cli.ok("parked", "list", "--json").json} == {"okr", "pairing"}
    assert cli.ok("parked", "list", "okr").table[1][-1] == "waits behind position 2"
    shown = cli.ok("parked", "show", "okr", 2, "--json").json
    assert (shown["record"]["type"], shown["version"]) == ("okr.objective-revised.v9", 2)
    assert "upgrade this program" in shown["why"]
    assert "what is this?" in cli.ok("parked", "show", "okr", 4).out
    # The log itself can be looked at all the same.
    assert cli.ok("log", "tail").table[-1][2] == "(no event)"
    assert cli.ok("log", "tail", "--json").out.splitlines()[-1] == "what is this?"
    assert cli.ok("log", "show", 4, "--json").json == {"position": 4, "record": "what is this?"}
    assert cli.ok("log", "stats", "--json").json["types"]["(no event)"] == 1
    cli.refused(3, "parked", "show", "okr", 1, words="no event is parked at position 1")

    cli.refused(3, "parked", "drop", "okr", 1, "--reason", "x", words="only what is parked can be dropped")
    cli.refused(3, "parked", "drop", "okr", 3, "--reason", "x", words="decide about position 2 first")
    cli.refused(3, "parked", "drop", "okr", 99, "--reason", "x", words="holds nothing at position 99")
    cli.refused(3, "parked", "drop", "okr", 2, "--reason", " ", words="say why")
    assert cli.run("parked", "drop", "okr", 2).code == 2
    cli.refused(6, "rebuild", "okr", words="tomoni parked drop okr 2")
    told = cli.run("parked", "retry", "okr")
    assert (told.code, told.out.split(":")[1]) == (1, " 3 still parked, the first at position 2")

    told = cli.ok("parked", "drop", "okr", 2, "--reason", "a message of a test", "--json")
    assert (told.json["new"], told.json["were_parked"]) == (True, 3)
    assert [row["position"] for row in told.json["still_parked"]] == [4]
    assert titles(cli) == ["Three"]
    told = cli.ok("parked", "drop", "okr", 4, "--reason", "nobody knows whose it was")
    assert told.out == "okr: nothing is parked any more (1 were)\n"
    assert cli.ok("parked", "retry", "okr").out == "okr: nothing is parked any more (0 were)\n"
    assert cli.ok("parked", "drop", "okr", 4, "--reason", "again", "--json").json["new"] is False
    assert cli.ok("rebuild", "okr", "--check", "--json").json["equal"]
    decisions = cli.ok("log", "show", "parked/okr", "--json").json
    assert [(one["data"]["position"], one["data"]["reason"]) for one in decisions] == [
        (2, "a message of a test"),
        (4, "nobody knows whose it was"),
    ]
    assert decisions[0]["type"] == "okr.parked-event-dropped.v1"
    assert decisions[0]["data"]["aggregate"] == ITS_ID
    # The other service decides for itself.
    assert len(cli.ok("parked", "list", "pairing", "--json").json) == 3


def test_a_halt_has_a_way_out(cli: Cli) -> None:
    put(cli, at(1, PersonLeft(), "person/p"), at(7, PersonLeft(), "person/q"))
    cli.refused(6, "people", words="person/q goes from version 0 to 7 at position 2")
    cli.refused(6, "rebuild", "okr", words="tomoni parked drop okr 2")
    cli.ok("parked", "drop", "okr", 2, "--reason", "written past the services")
    assert cli.ok("people", "--json").json == []
    assert cli.ok("rebuild", "okr", "--check", "--json").json["equal"]


def test_status_of_a_store_that_belongs_to_another_log(cli: Cli, tmp_path: Path) -> None:
    put(cli, at(1, ObjectiveDrafted(title="One")), at(2, ObjectiveRevised(title="Two")))
    assert titles(cli) == ["Two"]
    with cli_on_server(tmp_path / "other") as (other, _):
        put(other, at(1, ObjectiveDrafted(title="Other")))
        mixed = Cli(other.var, other.url, {"TOMONI_OKR_STORE": f"sqlite:///{cli.layout.okr_store}"})
        okr, pairing = mixed.ok("status", "--json").json["stores"]
        assert "not running, and could not: the log ends at position 1, the store is at 2" in okr["state"]
        assert "tomoni rebuild okr" in okr["state"]
        assert pairing["state"] == "not running"
        put(other, *(at(version, ObjectiveRevised(title="More")) for version in (2, 3)))
        assert "this is another log" in mixed.ok("status", "--json").json["stores"][0]["state"]
        mixed.refused(6, "people", words="tomoni rebuild okr")
        mixed.ok("rebuild", "okr")
        assert mixed.ok("status", "--json").json["stores"][0]["state"] == "not running"


def test_reactions_that_were_put_aside_are_listed_fired_again_and_given_up(tmp_path: Path) -> None:
    # No server runs: each command starts one for itself.
    cli = Cli(tmp_path / "var").begun()
    for label, start, end in (("2026-Q2", "2026-04-01", "2026-06-30"), ("2026-Q3", "2026-07-01", "2026-09-30")):
        cli.ok("quarter", "plan", label, start, end)
        cli.ok("quarter", "start", label)
        cli.ok("quarter", "end", label)
    cli.ok("trios")
    store = Store(f"sqlite:///{cli.layout.pairing_store}", "pairing", PAIRING_VIEWS)
    aside = ParkedReactions(store)
    records = [json.loads(line) for line in cli.ok("log", "export").out.splitlines()]
    ended = [position for position, event in enumerate(records, 1) if event["type"] == "okr.quarter-ended.v1"]
    assert len(ended) == 2
    for position in ended:
        payload = json.dumps(records[position - 1]).encode()
        aside.add(ParkedReaction(position, "LookupError: a bug", payload, NOW))
    listed = cli.ok("parked", "list", "--json").json
    assert [(row["store"], row["kind"], row["position"]) for row in listed] == [
        ("pairing", "reaction", position) for position in ended
    ]
    assert listed[0]["why"] == "nothing was done about it: LookupError: a bug"
    assert cli.ok("status", "--json").json["stores"][1]["parked"] == 2
    assert cli.ok("parked", "show", "pairing", ended[0], "--json").json["record"]["data"]["label"] == "2026-Q2"
    given_up = cli.ok("parked", "drop", "pairing", ended[0], "--reason", "too late")
    assert "nothing is going to be done" in given_up.err
    # Nobody is there to be drawn: that is an answer too.
    assert cli.ok("parked", "retry", "pairing").out == "pairing: nothing is parked any more (1 were)\n"
    assert cli.ok("parked", "list").out == "nothing is parked\n"
    assert aside.count() == 0
    store.close()


def until(true: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < deadline, "it didn't happen in time"
        time.sleep(0.1)
    return found


def test_running_services_say_what_is_parked_and_go_on(tmp_path: Path) -> None:
    environment = new_environment(tmp_path / "var")
    with started(environment) as (what, _):
        own = {name: value for name, value in environment.items() if name.startswith("TOMONI_")}
        cli = Cli(Path(environment["TOMONI_VAR"]), what.nats_url, own)
        put(cli, at(1, ObjectiveDrafted(title="One")), newer(2), at(3, ObjectiveRevised(title="Three")))
        both = "2 events are parked"
        told = until(lambda: [check for check in ready(what)["checks"] if (check["reason"] or "").startswith(both)])
        assert told == [
            {
                "name": "projection",
                "ok": True,
                "reason": "2 events are parked and not shown; see: tomoni parked list okr.",
            }
        ]
        # The two events, and the reaction to the one that can't be read.
        store = until(lambda: [row for row in cli.ok("status", "--json").json["stores"][:1] if row["parked"] == 3])[0]
        assert store["lag_events"] == 0
        assert store["state"].startswith("ready, but: 2 events are parked")
        for service in ("okr", "pairing"):
            cli.ok("parked", "drop", service, 2, "--reason", "a test")
        until(lambda: not any(check["reason"] for check in ready(what)["checks"]))
        assert titles(cli) == ["Three"]

        put(cli, at(9, ObjectiveRevised(title="Nobody's"), f"objective/{new_id()}"))
        until(lambda: not ready(what)["ready"])
        state = cli.ok("status", "--json").json["stores"][0]["state"]
        assert "from version 0 to 9" in state
        assert "tomoni rebuild okr" in state
        cli.ok("parked", "drop", "okr", 6, "--reason", "a test")
        until(lambda: ready(what)["ready"])


def ready(what: Running) -> Any:
    answer = httpx.get(f"{what.okr_url}/readyz", trust_env=False, timeout=PATIENCE)
    assert answer.status_code in (200, 503), answer.text
    return answer.json()
