"""The wins of the sample company, against what the records of the log say when they are read without any view."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Connection

from services.okr.views import VIEWS
from services.okr.win_sessions.views.wins import Collected, collect
from shared.projection import Store
from shared.projection.asof import folded
from tests.cli_kit import SAMPLE, Cli, cli_on_server

SINCE, UNTIL = datetime(2026, 8, 15, tzinfo=UTC), datetime(2026, 9, 16, tzinfo=UTC)
ZONES = {"fail": Fraction(0), "commit": Fraction(3, 10), "target": Fraction(7, 10), "stretch": Fraction(1)}

Record = dict[str, Any]


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    with cli_on_server(tmp_path_factory.mktemp("wins") / "var") as (cli, _):
        cli.ok("import", SAMPLE)
        yield cli


@pytest.fixture(scope="module")
def records(cli: Cli) -> list[Record]:
    return [json.loads(payload) for _, payload in cli.records()]


@pytest.fixture(scope="module")
def views(cli: Cli) -> Iterator[Connection]:
    engine = folded(VIEWS, cli.events())
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def collected(views: Connection, **more: Any) -> Collected:
    wanted: dict[str, Any] = {"since": SINCE, "until": UNTIL, "team": None, "zone": UTC} | more
    return collect(views, **wanted)


def of(records: list[Record], type_: str) -> list[Record]:
    return [record for record in records if record["type"].rpartition(".")[0] == f"okr.{type_}"]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def came(measure: Record, said: Record) -> Fraction:
    """How far a check-in says that the key result came."""
    if measure["kind"] == "ordinal":
        return ZONES[said["data"]["zone"]]
    baseline, target, value = (
        Fraction(each) for each in (measure["baseline"], measure["target"], said["data"]["value"])
    )
    return (value - baseline) / (target - baseline)


def kind_of(start: Fraction, end: Fraction) -> str | None:
    if start < 1 <= end:
        return "reached"
    if any(start < bound <= end for bound in (Fraction(3, 10), Fraction(7, 10))):
        return "zone-up"
    return "progress" if end - start >= Fraction(1, 10) else None


def confidence(said: list[Record]) -> int | None:
    return next((each["data"]["confidence"] for each in reversed(said) if "confidence" in each["data"]), None)


def quiet_from(records: list[Record]) -> dict[str, datetime]:
    """A fortnight after the objective was published, or its quarter began, if that was later."""
    starts = {record["subject"]: record["data"]["start"] for record in of(records, "quarter-planned")}
    quarters = {record["subject"]: record["data"].get("quarter") for record in of(records, "objective-drafted")}
    published = {record["subject"]: moment(record["time"]) for record in of(records, "objective-published")}
    begun = {goal: starts.get(f"quarter/{quarter}") for goal, quarter in quarters.items()}
    return {
        goal: timedelta(14) + max(at, at if (start := begun[goal]) is None else moment(f"{start}T00:00:00Z"))
        for goal, at in published.items()
    }


def expected(
    records: list[Record], since: datetime = SINCE, until: datetime = UNTIL
) -> dict[str, tuple[str, str | None, str | None]]:
    """Kind, before and after of each key result that came forward in the window, worked out from the records alone."""
    measures = {record["data"]["key_result"]: record["data"]["measure"] for record in of(records, "key-result-added")}
    drafts = {record["subject"] for record in of(records, "objective-drafted")}
    drafts -= {record["subject"] for record in of(records, "objective-published")}
    said: dict[str, list[Record]] = defaultdict(list)
    for record in sorted(of(records, "progress-updated"), key=lambda record: moment(record["time"])):
        if record["subject"] not in drafts and moment(record["recordedtime"]) < until:
            said[record["data"]["key_result"]].append(record)
    quiet = quiet_from(records)
    found: dict[str, tuple[str, str | None, str | None]] = {}
    for key_result, all_ in said.items():
        measure = measures[key_result]
        before = [each for each in all_ if moment(each["recordedtime"]) < since]
        if len(before) == len(all_):
            continue
        end = came(measure, all_[-1])
        start = max(Fraction(0), came(measure, before[-1])) if before else Fraction(0)
        was, now = confidence(before), confidence(all_)
        column = "zone" if measure["kind"] == "ordinal" else "value"
        if (kind := kind_of(start, end)) is not None:
            first = "fail" if column == "zone" else measure["baseline"]
            found[key_result] = (kind, before[-1]["data"][column] if before else first, all_[-1]["data"][column])
        elif was is not None and now is not None and now - was >= 2 and now >= 4 and end >= start:
            found[key_result] = ("confidence-up", str(was), str(now))
        elif (
            not before
            and (now is None or now >= 4)
            and end >= 0
            and column == "value"
            and moment(all_[0]["time"]) >= quiet[all_[0]["subject"]]
        ):
            found[key_result] = ("first-check-in", measure["baseline"], all_[-1]["data"]["value"])
    return found


MONTHS = [datetime(2026, month, 5, tzinfo=UTC) for month in (4, 5, 6, 7, 8, 9, 10)]


@pytest.mark.parametrize(("since", "until"), [*pairwise(MONTHS)])
def test_every_win_of_a_month_is_what_the_log_says_and_none_is_missing(
    views: Connection, records: list[Record], since: datetime, until: datetime
) -> None:
    wins = collected(views, most=1000, since=since, until=until)
    found = {win.key_result: (win.kind, win.before, win.after) for win in wins.items}
    wanted = expected(records, since, until)
    assert found == wanted
    assert {"zone-up", "progress"} <= {kind for kind, _, _ in wanted.values()}, "or the month shows too little"
    assert wins.left_out == 0
    by_id = {record["id"]: record for record in records}
    for win in wins.items:
        source = by_id[win.source]
        assert source["data"]["key_result"] == win.key_result
        assert since <= moment(source["recordedtime"]) < until
        assert source["subject"] == f"objective/{win.objective}"


def test_the_months_show_every_kind_that_a_key_result_can_earn_there(records: list[Record]) -> None:
    every = [kind for since, until in pairwise(MONTHS) for kind, _, _ in expected(records, since, until).values()]
    assert {"reached", "zone-up", "progress", "first-check-in"} <= set(every)


def test_the_agenda_holds_the_strongest_and_no_failure(views: Connection, records: list[Record]) -> None:
    wins, agenda = collected(views, most=1000), collected(views)
    assert len(agenda.items) == 20
    assert agenda.left_out == len(wins.items) - 20
    assert all(win in wins.items for win in agenda.items)
    strengths = [win.strength for win in agenda.items]
    assert strengths == sorted(strengths, reverse=True)
    assert agenda.items[0] == wins.items[0]
    fell = {key_result for key_result in _spoken_of(records) if key_result not in expected(records)}
    assert fell, "or the month shows too little"
    assert not fell & {win.key_result for win in wins.items}


def _spoken_of(records: list[Record]) -> set[str]:
    said = of(records, "progress-updated")
    return {record["data"]["key_result"] for record in said if SINCE <= moment(record["recordedtime"]) < UNTIL}


def test_the_buddy_meetings_of_the_month(views: Connection, records: list[Record]) -> None:
    """Every group means to meet each week, so one meeting is asked for in each week that ends in the window."""
    last = UNTIL.date() - timedelta(days=1)
    ends = [day for n in range(40) if (day := SINCE.date() + timedelta(days=n)) <= last and day.isoweekday() == 7]
    weeks = {"{}-W{:02d}".format(*day.isocalendar()[:2]) for day in ends}
    formed = {record["subject"]: record for record in records if record["type"] == "pairing.group-formed.v1"}
    over = {record["subject"] for record in records if record["type"] == "pairing.group-dissolved.v1"}
    living = {
        group
        for group, record in formed.items()
        if group not in over and date.fromisoformat(record["data"].get("on") or record["time"][:10]) <= SINCE.date()
    }
    held = {
        (record["subject"], record["data"]["week"])
        for record in records
        if record["type"] == "pairing.meeting-held.v1" and record["data"]["week"] in weeks
    }
    found = collected(views)
    assert (found.met, found.expected) == (len(held), len(living) * len(weeks))
    assert 0 < found.met < (found.expected or 0)


def test_a_teams_agenda_is_of_its_own_objectives(views: Connection, records: list[Record]) -> None:
    teams = {record["subject"]: record["data"].get("team") for record in of(records, "objective-drafted")}
    every = {
        win.key_result for win in collected(views, most=1000).items if teams[f"objective/{win.objective}"] == "Mobile"
    }
    assert every
    assert {win.key_result for win in collected(views, team="Mobile", most=1000).items} == every


def test_the_command_names_the_strongest_of_a_quarter(cli: Cli) -> None:
    before = len(cli.records())
    shown = cli.ok("win", "strongest", "--quarter", "2026-Q3", "--top", "3")
    found = cli.ok("win", "strongest", "--quarter", "2026-Q3", "--top", "3", "--json").json
    assert [win["place"] for win in found["items"]] == [1, 2, 3]
    assert [row[2] for row in shown.table[:3]] == [win["key_result_number"] for win in found["items"]]
    assert found["items"][0]["kind"] == "reached"
    for win in found["items"]:
        assert sum(Decimal(part) for part in win["made_of"].values()) == Decimal(win["strength"])
    assert Decimal(found["items"][0]["strength"]) > Decimal(found["items"][2]["strength"])
    assert all(win["who"] and win["people"] for win in found["items"])
    assert f"and {found['left_out']} more" in shown.out
    assert f"{found['met']} of {found['expected']} buddy meetings were held" in shown.out
    mobile = cli.ok("win", "strongest", "--quarter", "2026-Q3", "--team", "Mobile", "--json").json
    assert {win["team"] for win in mobile["items"]} == {"Mobile"}
    assert len(cli.records()) == before, "nothing is written"


def test_what_can_not_be_told(cli: Cli) -> None:
    cli.refused(3, "win", "strongest", "--quarter", "1999-Q1", words="there is no quarter")
    cli.refused(3, "win", "strongest", "--quarter", "2026-Q3", "--top", "0", words="give 1 to 100")
    told = cli.ok("win", "strongest", "--quarter", "2026-Q4")
    assert told.out == "2026-Q4: no win yet; check in, and what moves forward is one\n"


def test_one_command_prepares_an_agenda_that_the_log_bears_out(cli: Cli, records: list[Record]) -> None:
    session = cli.ok("win", "prepare", "--since", "2026-08-20", "--json").json
    assert moment(session["since"]) == datetime(2026, 8, 20, tzinfo=UTC)
    shown = {item["key_result"]: (item["kind"], item["before"], item["after"]) for item in session["items"]}
    wanted = expected(records, moment(session["since"]), moment(session["until"]))
    assert len(shown) == 20
    assert shown == {key_result: wanted[key_result] for key_result in shown}
    by_id = {record["id"]: record for record in records}
    for item in session["items"]:
        assert by_id[item["source"]]["data"]["key_result"] == item["key_result"]
    reached = {key_result for key_result, (kind, _, _) in wanted.items() if kind == "reached"}
    assert reached
    assert reached <= shown.keys()


def test_on_postgresql_the_wins_and_the_boxes_are_the_same(cli: Cli, postgres_url: str) -> None:
    stores = {"TOMONI_OKR_STORE": postgres_url}
    first, second, *_ = cli.ok("win", "strongest", "--quarter", "2026-Q3", "--json").json["items"]
    for win, said in ((first, "retract"), (second, "correct")):
        latest = cli.ok("checkins", "list", win["key_result_number"], "--json").json[0]
        value = () if said == "retract" else (str(latest["value"]), "-c", "10")
        cli.ok("checkins", said, latest["check_in"], *value)
    cli.ok("week", "fill", "--team", "Dev", "-p", "KR-17 Write it", "--health", "code=green")
    cli.ok("week", "mark", "1", "--kept", "--team", "Dev")
    for arguments in (
        ("win", "strongest", "--quarter", "2026-Q3", "--top", "100"),
        ("win", "strongest", "--quarter", "2026-Q3", "--team", "Mobile"),
        ("week", "show", "--team", "Dev"),
    ):
        assert cli.ok(*arguments, "--json", **stores).json == cli.ok(*arguments, "--json").json, arguments
    assert cli.ok("rebuild", "okr", "--check", "--json", **stores).json["equal"]
    engine, store = folded(VIEWS, cli.events()), Store(postgres_url, "okr", VIEWS)
    try:
        with engine.connect() as connection, store.read() as other:
            for since in MONTHS:
                assert collected(other, since=since, until=datetime.now(UTC)) == collected(
                    connection, since=since, until=datetime.now(UTC)
                )
    finally:
        store.close()
        engine.dispose()
