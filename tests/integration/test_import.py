"""`tomoni import` on small directories: what may be absent, what is rejected and why, what a second run does."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shared.events import (
    Event,
    KeyResultAdded,
    KeyResultPhased,
    ObjectiveAligned,
    ObjectiveClosed,
    ObjectiveDrafted,
    ObjectiveScored,
    PersonJoined,
    ProgressUpdated,
    QuarterEnded,
    QuarterPlanned,
    Recorded,
)
from tests.cli_kit import SAMPLE, Cli, Told, cli_on_server
from tests.ids_kit import check_ids
from tests.sheets_kit import workbook

PEOPLE = "person,name,function\np1,高橋 真理子,sales\np2,Daniel Okafor,dev\n"
OBJECTIVES = "objective,title,quarter,state,owner\no1,Be heard,2025-Q1,ongoing,p1\n"
KEY_RESULTS = "key_result,objective,title,kind,baseline,stretch\nk1,o1,Calls,metric,0,10\nk2,o1,Mood,ordinal,,\n"
CHECK_INS = (
    "check_in,key_result,recorded_at,modified_at,value,zone,confidence,comment,by\n"
    "c1,k1,2025-01-10T09:00:00Z,,2,,5,,\n"
    "c2,k2,2025-01-11T09:00:00Z,,,target,7,Going well,p2\n"
)


@pytest.fixture
def cli(tmp_path: Path) -> Iterator[Cli]:
    with cli_on_server(tmp_path / "var") as (found, _):
        yield found


def files(directory: Path, **contents: str | bytes) -> Path:
    directory.mkdir(exist_ok=True)
    for name, content in contents.items():
        (directory / f"{name}.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    return directory


def whole(directory: Path, **other: str | bytes) -> Path:
    contents: dict[str, Any] = {
        "people": PEOPLE,
        "objectives": OBJECTIVES,
        "key_results": KEY_RESULTS,
        "check_ins": CHECK_INS,
    }
    return files(directory, **(contents | other))


def rejects(told: Told) -> dict[tuple[str, int], str]:
    """The reasons by file and line; and that every row read was taken or rejected."""
    facts = told.json
    assert all(row["read"] == row["taken"] + row["rejected"] for row in facts["rows"].values()), facts
    if facts["rejects"] is None:
        return {}
    with Path(facts["rejects"]).open(encoding="utf-8", newline="") as lines:
        found = {(row["file"], int(row["line"])): row["reason"] for row in csv.DictReader(lines)}
    assert sum(row["rejected"] for row in facts["rows"].values()) == len(found)
    return found


def of(cli: Cli, *kinds: type[Event]) -> list[Recorded[Any]]:
    return [event for event in cli.events() if isinstance(event.data, kinds)]


def test_the_sample_company(cli: Cli) -> None:
    told = cli.ok("import", SAMPLE, "--json")
    assert rejects(told) == {}
    assert told.json["rows"]["people.csv"] == {"read": 42, "taken": 42, "rejected": 0}
    written = cli.records()
    assert told.json["events"] == len(written) > 1000
    again = cli.ok("import", SAMPLE, "--json")
    assert rejects(again) == {}
    assert again.json["events"] == 0
    assert again.json["rows"] == told.json["rows"]
    assert cli.records() == written
    names = [event.data.name for event in of(cli, PersonJoined)]
    assert "高橋".encode() not in b"".join(payload for _, payload in written)
    assert len(names) == 42
    assert "高橋 真理子" in cli.ok("people").out
    assert all(event.imported_from == "sample" for event in cli.events())
    check_ids(cli.events())
    for service in ("okr", "pairing"):
        assert cli.ok("rebuild", service, "--check", "--json").json["equal"] is True


def test_people_alone(cli: Cli, tmp_path: Path) -> None:
    before = datetime.now(UTC)
    told = cli.ok("import", files(tmp_path / "staff", people=PEOPLE), "--json")
    assert rejects(told) == {}
    assert told.json["events"] == 2
    # Without a day of joining, it is now.
    assert all(event.time >= before for event in of(cli, PersonJoined))
    assert [row[1] for row in cli.ok("people").table] == ["高橋 真理子", "Daniel Okafor"]


def test_objectives_and_check_ins_with_the_barest_columns(cli: Cli, tmp_path: Path) -> None:
    before = datetime.now(UTC)
    directory = files(
        tmp_path / "bare",
        objectives="objective\n1\n",
        key_results="objective,key_result,stretch\n1,7,100\n",
        check_ins="key_result,check_in,value\n7,a,42\n",
    )
    told = cli.ok("import", directory, "--json")
    assert rejects(told) == {}
    assert told.json["warnings"] == ["key_results.csv, line 2: the baseline is missing and taken as 0"]
    (goal,) = cli.ok("board", "--json").json
    assert (goal["title"], goal["quarter"], goal["status"]) == ("Objective 1", None, "published")
    (key_result,) = goal["key_results"]
    assert (key_result["title"], key_result["value"], key_result["progress"]) == ("Key result 7", "42", 42)
    assert key_result["confidence"] is None
    (check_in,) = of(cli, ProgressUpdated)
    assert before <= check_in.time == check_in.recorded
    again = cli.ok("import", directory, "--json")
    assert (rejects(again), again.json["events"]) == ({}, 0)


def test_key_results_of_every_kind(cli: Cli, tmp_path: Path) -> None:
    key_results = (
        "key_result,objective,kind,stretch,unit,lower,upper,rule,planned,milestones,stages,checkpoints,weight\n"
        "calls,o1,metric,10,calls,,,,,,,,12.5\n"
        "wait,o1,maintain,,h,1,5,latest,,,,,\n"
        "fridays,o1,maintain,,,,5,,13,,,,\n"
        "office,o1,binary,,,,,,,,,,\n"
        "team,o1,milestones,,,,,,,hired; trained=3,,,\n"
        "deal,o1,stages,,,,,,,,offer; in review; signed,,\n"
        "sold,o1,stages,,,,,,,,offer=0.1; signed=1,,\n"
        "curve,o1,checkpoints,,€,,,,,,,0=0; 100=0.8; 400=1,\n"
    )
    check_ins = (
        "check_in,key_result,value,reached,comment,blocker,next_step,help_wanted,by\n"
        "1,wait,5,,,,,,\n2,fridays,4,,,,,,\n3,office,1,,,,,,\n4,team,,trained,,,,,\n5,deal,,in review,,,,,\n"
        "6,sold,,offer,,,,,\n7,curve,250,,so far,no time,call,a hand,p2\n"
    )
    objectives = "objective,owner,commitment,source,contribution\no1,p1,committed,both,weight\n"
    directory = whole(tmp_path / "acme", objectives=objectives, key_results=key_results, check_ins=check_ins)
    told = cli.ok("import", directory, "--json")
    assert rejects(told) == {}
    (drafted,) = of(cli, ObjectiveDrafted)
    assert (drafted.data.commitment, drafted.data.source, drafted.data.contribution) == ("committed", "both", "weight")
    assert [event.data.weight for event in of(cli, KeyResultAdded)] == [Decimal("12.5"), *[None] * 7]
    (goal,) = cli.ok("board", "--json").json
    assert [(each["kind"], each["progress"]) for each in goal["key_results"]] == [
        ("metric", None),
        ("maintain", 100),
        ("maintain", 8),
        ("binary", 100),
        ("milestones", 75),
        ("stages", 67),
        ("stages", 10),
        ("checkpoints", 90),
    ]
    (said,) = cli.ok("checkins", "list", "KR-8", "--json").json
    assert [said[each] for each in ("comment", "blocker", "next_step", "help_wanted")] == [
        "so far",
        "no time",
        "call",
        "a hand",
    ]
    assert cli.ok("import", directory, "--json").json["events"] == 0


def test_measures_that_are_none(cli: Cli, tmp_path: Path) -> None:
    bad = [
        ("vibes,,,,,,,", "kind is 'vibes'; give one of metric, ordinal, maintain"),
        ("maintain,,,,,,,", "nothing says what is to be kept"),
        ("maintain,0,distance,,,,,", "give one above 0"),
        ("maintain,1,weekly,,,,,", "rule is 'weekly'; give one of planned, distance, latest"),
        ("maintain,1,,much,,,,", "planned"),
        ("milestones,,,,,,,", "there are 0 milestones"),
        ("milestones,,,,a=-1,,,", "give 0 or more"),
        ("stages,,,,,a,,", "there are 1 stages"),
        ("checkpoints,,,,,,1; 2,", "says no progress"),
        ("checkpoints,,,,,,1=a; 2=1,", "holds no number 'a'"),
        ("binary,,,,,,,-5", "the weight is -5"),
    ]
    header = "key_result,objective,kind,upper,rule,planned,milestones,stages,checkpoints,weight\n"
    key_results = header + "".join(f"k{number},o1,{row}\n" for number, (row, _) in enumerate(bad))
    objectives = "objective,commitment\no1,\no2,perhaps\n"
    told = cli.ok("import", files(tmp_path / "acme", objectives=objectives, key_results=key_results), "--json")
    found = rejects(told)
    assert "commitment is 'perhaps'; give one of committed, aspirational" in found.pop(("objectives.csv", 3))
    assert len(found) == len(bad)
    for line, (_, reason) in enumerate(bad, 2):
        assert reason in found["key_results.csv", line]


def test_both_clocks_words_and_zones_are_kept(cli: Cli, tmp_path: Path) -> None:
    check_ins = CHECK_INS + "c3,k1,2025-02-10T09:00:00Z,2025-02-08,3,,5,,\nc4,k1,2025-02-11,2025-03-01,4,,5,,p1\n"
    told = cli.ok("import", whole(tmp_path / "acme", check_ins=check_ins), "--json")
    assert rejects(told) == {}
    one, zone, earlier, later = of(cli, ProgressUpdated)
    assert one.time == one.recorded == datetime(2025, 1, 10, 9, tzinfo=UTC)
    assert (zone.data.zone, zone.data.value, zone.data.confidence) == ("target", None, 7)
    assert zone.data.comment is not None
    assert "Going well" not in str(cli.records())
    assert (earlier.time, earlier.recorded) == (datetime(2025, 2, 8, tzinfo=UTC), datetime(2025, 2, 10, 9, tzinfo=UTC))
    assert (later.time, later.recorded) == (datetime(2025, 2, 11, tzinfo=UTC), datetime(2025, 3, 1, tzinfo=UTC))
    people = {event.aggregate_id for event in of(cli, PersonJoined)}
    # Whose check-in it is: who made it, else the key result's owner, else nobody.
    assert {one.actor, earlier.actor} == {"system:import"}
    assert {zone.actor, later.actor} == people
    assert {event.imported_from for event in cli.events()} == {"acme"}


def test_quarters_are_planned_as_the_calendar_says_and_ended_when_left_behind(cli: Cli, tmp_path: Path) -> None:
    objectives = OBJECTIVES + "o2,Later,2025-Q2,successful,\no3,Some day,,draft,\n"
    key_results = KEY_RESULTS + "k3,o2,Deals,metric,0,5\n"
    check_ins = CHECK_INS + "c3,k3,2025-04-20T09:00:00Z,,1,,5,,\n"
    directory = whole(tmp_path / "acme", objectives=objectives, key_results=key_results, check_ins=check_ins)
    assert rejects(cli.ok("import", directory, "--json")) == {}
    planned = [(event.data.label, event.data.start, event.data.end) for event in of(cli, QuarterPlanned)]
    assert planned == [
        ("2025-Q1", date(2025, 1, 1), date(2025, 3, 31)),
        ("2025-Q2", date(2025, 4, 1), date(2025, 6, 30)),
    ]
    assert [event.data.label for event in of(cli, QuarterEnded)] == ["2025-Q1"]
    assert [event.data.result for event in of(cli, ObjectiveClosed)] == ["successful"]
    assert {row[0]: row[3] for row in cli.ok("quarter", "list").table} == {"2025-Q1": "ended", "2025-Q2": "started"}
    assert [goal["number"] for goal in cli.ok("board", "--quarter", "backlog", "--json").json] == ["O-3"]


def test_every_kind_of_row_that_cannot_be_taken(cli: Cli, tmp_path: Path) -> None:
    directory = files(
        tmp_path / "bad",
        people=(
            "person,name,function,email,manager,joined_on\n"
            "p1,A,sales,a@x.example,,2020-01-01\n"
            ",B,sales,,,\n"
            "p3,,sales,,,\n"
            "p4,D,,,,\n"
            "p5,E,sales,nonsense,,\n"
            "p6,F,sales,A@x.example,,\n"
            "p7,G,sales,,p99,\n"
            "p8,H,sales,,,1.1.20\n"
            f"p9,{'x' * 301},sales,,,\n"
            "p1,A,dev,,,2020-01-01\n"
        ),
        quarters=(
            "quarter,start,end,state\n"
            "2025-Q1,2025-01-01,2025-03-31,started\n"
            "Summer,2025-08-01,2025-07-01,\n"
            "Autumn,2025-02-01,2025-04-30,\n"
            "2025-Q3,,,half\n"
            "Winter,,,\n"
        ),
        objectives=(
            "objective,title,quarter,state,owner\n"
            "o1,Fine,2025-Q1,ongoing,p1\n"
            ",No key,2025-Q1,ongoing,\n"
            "o3,No such state,2025-Q1,almost,\n"
            "o4,No such quarter,Sommer,ongoing,\n"
            "o5,No such owner,2025-Q1,ongoing,p77\n"
            "o6,Rejected quarter,Summer,ongoing,\n"
            "o7,A draft,2025-Q1,draft,\n"
        ),
        key_results=(
            "key_result,objective,title,kind,baseline,stretch\n"
            "k1,o1,Fine,metric,0,10\n"
            "k2,o99,No objective,metric,0,10\n"
            "k3,o1,No target,metric,0,\n"
            "k4,o1,No way to go,metric,5,5.0\n"
            "k5,o1,No number,metric,0,ten\n"
            "k6,o1,No such kind,percent,0,10\n"
            "k7,o1,Zones,ordinal,,\n"
            "k8,o3,Rejected objective,metric,0,1\n"
            "k9,o7,Of a draft,metric,0,1\n"
        ),
        check_ins=(
            "check_in,key_result,recorded_at,value,zone,confidence,comment,by\n"
            "c1,k1,2025-01-10,1,,5,,p1\n"
            "c2,k99,2025-01-10,1,,5,,\n"
            "c3,k1,2025-01-10,,target,5,,\n"
            "c4,k1,2025-01-10,,,5,,\n"
            "c5,k7,2025-01-10,3,,5,,\n"
            "c6,k7,2025-01-10,,great,5,,\n"
            "c7,k1,2025-01-10,1,,11,,\n"
            "c8,k1,2025-01-10,1,,half,,\n"
            "c9,k1,10.1.2025,1,,5,,\n"
            "c10,k1,2199-01-01,1,,5,,\n"
            "c11,k1,2025-01-10,1,,5,nobody's words,\n"
            f"c12,k1,2025-01-10,1,,5,{'x' * 4001},p1\n"
            "c13,k9,2025-01-10,1,,5,,\n"
            "c14,k1,2025-01-10,1e99,,5,,\n"
            ",k1,2025-01-10,1,,5,,\n"
        ),
    )
    found = rejects(cli.ok("import", directory, "--json"))
    expected = {
        "people.csv": {
            3: "person is empty",
            4: "name is empty",
            5: "function is empty",
            6: "e-mail",
            7: "e-mail",
            8: "manager p99 is not in people.csv",
            9: "no time",
            10: "301 characters",
            11: "person p1 is in line 2 already",
        },
        "quarters.csv": {3: "swap the two days", 4: "overlaps 2025-Q1", 5: "state is 'half'", 6: "Winter"},
        "objectives.csv": {
            3: "objective is empty",
            4: "state is 'almost'",
            5: "'Sommer' is not like 2026-Q3",
            6: "owner p77",
            7: "rejected there",
        },
        "key_results.csv": {
            3: "o99 is not in objectives.csv",
            4: "stretch",
            5: "make them differ",
            6: "no number",
            7: "'percent'",
            9: "o3",
        },
        "check_ins.csv": {
            3: "k99 is not in key_results.csv",
            4: "give a value and no zone",
            5: "give a value",
            6: "give a zone and no value",
            7: "no zone 'great'",
            8: "0 (not at all) to 10",
            9: "no number",
            10: "no time that is certain: it may be 2025-01-10 or 2025-10-01",
            11: "in the future",
            12: "fill the column by",
            13: "4001 characters",
            14: "still a draft",
            15: "digits",
            16: "check_in is empty",
        },
    }
    missing = {
        (file, line): (words, found.get((file, line)))
        for file, lines in expected.items()
        for line, words in lines.items()
        if words not in found.get((file, line), "")
    }
    assert not missing
    assert found.keys() == {(file, line) for file, lines in expected.items() for line in lines}
    assert len(of(cli, ProgressUpdated)) == 1
    assert len(of(cli, KeyResultAdded)) == 3
    assert cli.run("import", directory, "--strict").code == 1
    assert cli.ok("rebuild", "okr", "--check", "--json").json["equal"]


def test_a_changed_row_is_rejected_and_a_new_one_taken(cli: Cli, tmp_path: Path) -> None:
    directory = whole(tmp_path / "acme")
    cli.ok("import", directory)
    before = len(cli.records())
    files(directory, check_ins=CHECK_INS.replace(",2,,5", ",3,,5") + "c3,k1,2025-02-01,,4,,5,,\n")
    told = cli.ok("import", directory, "--json")
    assert rejects(told) == {
        ("check_ins.csv", 2): "this row was imported before with other content; correct it there instead"
    }
    assert told.json["events"] == 1
    assert len(cli.records()) == before + 1
    (key_result, _) = cli.ok("board", "--json").json[0]["key_results"]
    assert Decimal(key_result["value"]) == 4


def test_a_quarter_that_changes_its_days_is_rejected_and_one_that_goes_on_is_taken(cli: Cli, tmp_path: Path) -> None:
    quarters = "quarter,start,end,state\nQ1,2025-01-01,2025-03-31,planned\n"
    directory = files(tmp_path / "acme", quarters=quarters)
    assert cli.ok("import", directory, "--json").json["events"] == 1
    files(directory, quarters=quarters.replace("planned", "ended"))
    assert cli.ok("import", directory, "--json").json["events"] == 2
    assert cli.ok("import", directory, "--json").json["events"] == 0
    files(directory, quarters=quarters.replace("03-31", "03-30"))
    assert list(rejects(cli.run("import", directory, "--json")).values()) == [
        "this row was imported before with other content; correct it there instead"
    ]


def test_a_quarter_that_is_here_already_is_used(cli: Cli, tmp_path: Path) -> None:
    cli.ok("quarter", "plan", "2025-Q1", "2025-01-01", "2025-03-31")
    cli.ok("quarter", "start", "2025-Q1")
    assert rejects(cli.ok("import", whole(tmp_path / "acme"), "--json")) == {}
    assert rejects(cli.ok("import", whole(tmp_path / "other"), "--source", "other", "--json")) == {}
    assert len(of(cli, QuarterPlanned)) == 1
    assert len(cli.ok("board", "--quarter", "2025-Q1", "--json").json) == 2
    # What somebody has ended here stays so, whatever the file says.
    cli.ok("quarter", "end", "2025-Q1")
    quarters = files(tmp_path / "acme", quarters="quarter,state\n2025-Q1,ended\n")
    assert rejects(cli.ok("import", quarters, "--json")) == {}
    assert len(of(cli, QuarterEnded)) == 1


def test_objectives_of_a_quarter_that_is_here_need_not_repeat_its_days(cli: Cli, tmp_path: Path) -> None:
    cli.ok("quarter", "plan", "2025-Q1", "2025-01-02", "2025-03-31")
    assert rejects(cli.ok("import", whole(tmp_path / "acme"), "--json")) == {}
    assert len(of(cli, QuarterPlanned)) == 1
    assert len(cli.ok("board", "--quarter", "2025-Q1", "--json").json) == 1
    # A label means the same however it is written, and is called as it is here.
    more = files(tmp_path / "more", objectives="objective,quarter\no8,Q2 2025\no9,q1 2025\n")
    assert rejects(cli.ok("import", more, "--source", "acme", "--json")) == {}
    assert [event.data.label for event in of(cli, QuarterPlanned)] == ["2025-Q1", "2025-Q2"]
    assert len(cli.ok("board", "--quarter", "2025-Q1", "--json").json) == 2
    # Who says other days means another quarter.
    quarters = files(tmp_path / "other", quarters="quarter,start,end\n2025-Q1,2025-01-01,2025-03-31\n")
    told = cli.run("import", quarters, "--source", "acme", "--json")
    assert (told.code, list(rejects(told).values())) == (
        1,
        ["quarter 2025-Q1 is here already, from 2025-01-02 to 2025-03-31; give these days"],
    )


def test_a_judgement_is_taken_once(cli: Cli, tmp_path: Path) -> None:
    directory = whole(tmp_path / "acme", objectives=OBJECTIVES.replace("ongoing", "successful"))
    cli.ok("import", directory)
    told = cli.ok("import", directory, "--json")
    assert (rejects(told), told.json["events"], told.json["warnings"]) == ({}, 0, [])


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("people", PEOPLE.encode("shift_jis"), "people.csv is not UTF-8"),
        ("check_ins", CHECK_INS.encode() + b"\xff", "check_ins.csv is not UTF-8"),
        ("key_results", b"key_result,title\n1,A\n", "key_results.csv lacks the column objective"),
        ("buddy_groups", b"group,person\n1,p1\n", "buddy_groups.csv lacks the column quarter"),
        ("objectives", b'objective,title\no1,"A\n', "objectives.csv, line 2"),
    ],
)
def test_a_file_that_cannot_be_read_stops_everything_before_it_began(
    cli: Cli, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    directory = whole(tmp_path / "acme", **{name: content})
    cli.refused(3, "import", directory, words=words)
    cli.refused(3, "import", directory, "--json", words=words)
    assert cli.records() == []
    assert not list(cli.var.glob("rejects*"))


def test_what_is_no_import(cli: Cli, tmp_path: Path) -> None:
    cli.refused(3, "import", tmp_path / "nowhere", words="is no directory and no file")
    cli.refused(3, "import", SAMPLE / "README.md", words="README.md lacks the column objective, key_result")
    cli.refused(3, "import", files(tmp_path / "empty"), words="none of the files people, quarters, objectives")
    cli.refused(3, "import", files(tmp_path / "bare", people="person,name,function\n"), words="holds no row")
    assert cli.records() == []


def test_the_rejects_file_goes_where_it_is_told_and_goes_away(cli: Cli, tmp_path: Path) -> None:
    directory, file = files(tmp_path / "acme", people=PEOPLE + "p3,,dev\n"), tmp_path / "wrong.csv"
    told = cli.ok("import", directory, "--rejects", file)
    assert str(file) in told.out
    assert "people.csv,4,name is empty" in file.read_text(encoding="utf-8")
    files(directory, people=PEOPLE)
    cli.ok("import", directory, "--rejects", file)
    assert not file.exists()
    cli.refused(2, "import", files(directory, people=PEOPLE + "p3,,dev\n"), "--rejects", SAMPLE)


def test_groups_are_taken_whole_or_not(cli: Cli, tmp_path: Path) -> None:
    directory = files(
        tmp_path / "acme",
        people=PEOPLE + "p3,C,cs\np4,D,cs\n",
        buddy_groups=(
            "group,quarter,person\ng1,2025-Q1,p1\ng1,2025-Q1,p2\ng2,2025-Q1,p3\ng2,2025-Q1,p9\n"
            "g3,2025-Q2,p3\ng3,2025-Q2,p4\ng4,Q,p1\n"
        ),
        buddy_meetings="group,week\ng1,2025-W10\ng1,2025-W10\ng2,2025-W10\ng3,2025-W99\n",
    )
    told = cli.ok("import", directory, "--json")
    found = rejects(told)
    assert "p9 is not in people.csv" in found["buddy_groups.csv", 4]
    assert "p9 is not in people.csv" in found["buddy_groups.csv", 5]
    assert "Q is not like" in found["buddy_groups.csv", 8]
    assert "g2 is not in buddy_groups.csv" in found["buddy_meetings.csv", 4]
    assert "2025-W99" in found["buddy_meetings.csv", 5]
    assert len(found) == 5
    (present,) = cli.ok("trios", "--json").json
    assert [member["name"] for member in present["members"]] == ["C", "D"]
    (former,) = cli.ok("trios", "--quarter", "2025-Q1", "--json").json
    assert (former["group"], former["meetings"]) == ("G-1", 1)
    assert cli.ok("import", directory, "--json").json["events"] == 0


def test_a_log_that_is_full_says_how_far_the_import_came_and_which_setting_it_is(cli: Cli, tmp_path: Path) -> None:
    people = "".join(f"p{n},{'高橋' * 150},sales\n" for n in range(900))
    directory = files(tmp_path / "big", people="person,name,function\n" + people)
    cli.ok("streams", "apply", TOMONI_LOG_MAX_BYTES=str(1024**2))
    told = cli.refused(4, "import", directory, words="TOMONI_LOG_MAX_BYTES", TOMONI_LOG_MAX_BYTES=str(1024**2))
    written = len(cli.records())
    assert f"{written} of 900 rows are dealt with, the last of them in people.csv" in told.err
    assert 0 < written < 900
    cli.ok("streams", "apply")
    assert cli.ok("import", directory, "--json").json["events"] == 900 - written


def test_what_an_earlier_import_brought_need_not_be_repeated(cli: Cli, tmp_path: Path) -> None:
    directory = whole(tmp_path / "acme")
    cli.ok("import", directory)
    later = files(
        tmp_path / "later",
        check_ins="check_in,key_result,value,zone,reached,by\nc8,k1,7,,,p1\nc9,KR-2,,target,,P-2\nc10,k9,1,,,\nc11,k1,8,,,p9\n",
        key_results="key_result,objective,kind,milestones\nk7,o1,milestones,hired; trained\nk8,o8,binary,\n",
    )
    told = cli.ok("import", later, "--source", "acme", "--json")
    found = rejects(told)
    assert "k9 is not in key_results.csv or was rejected there, nor is it here" in found["check_ins.csv", 4]
    assert "by p9 is not in people.csv or was rejected there, nor anybody's" in found["check_ins.csv", 5]
    assert "o8 is not in objectives.csv" in found["key_results.csv", 3]
    assert len(found) == 3
    assert {"file": "check_ins.csv", "column": "recorded_at", "taken": "now", "rows": 2} in told.json["assumed"]
    none = files(tmp_path / "none", check_ins="check_in,key_result,reached\nc12,k7,none\n")
    assert rejects(cli.ok("import", none, "--source", "acme", "--json")) == {}
    (goal,) = cli.ok("board", "--json").json
    assert [each["progress"] for each in goal["key_results"]] == [70, 70, 0]


def test_the_summary_says_what_was_left_out_assumed_and_is_drawn_by_nobody(cli: Cli, tmp_path: Path) -> None:
    people = "person,name,function,Location\np1,A,Engineering,Kyoto\np2,B,営業,\np3,C,ｓａｌｅｓ,\np4,D,CS,\np5,E,cs,\n"
    key_results = "key_result,objective,kind,baseline,stretch,upper\nk1,o1,metric,0,5,9\nk2,o1,,,5,\nk3,o1,metric,,6,\n"
    directory = whole(
        tmp_path / "acme", people=people, key_results=key_results, check_ins="check_in,key_result,value\nc1,k1,1\n"
    )
    files(directory, salaries="person,pay\n")
    cli.ok("programme", "set", "--functions", "sales,cs,dev")
    told = cli.ok("import", directory)
    for sentence in (
        "salaries.csv is left out: no table is named so",
        "people.csv: left out, for no such column is known: Location",
        "warning: check_ins.csv, line 2: recorded_at is missing and taken as now",
        "warning: people.csv, lines 2, 3, 4, 5, 6: joined_on is missing and taken as now",
        "key_results.csv: nothing stands there, so it is taken: title as the key (3 rows), kind as metric (1 row)",
        "warning: key_results.csv, line 2: upper says nothing about a key result of kind metric and is left out",
        "warning: key_results.csv, lines 3, 4: the baseline is missing and taken as 0",
        "people.csv: function 'ｓａｌｅｓ' is taken as 'sales' (line 4)",
        "people.csv: function 'cs' is taken as 'CS' (line 6)",
    ):
        assert sentence in told.err.splitlines(), told.err
    json = cli.ok("import", directory, "--json").json
    assert json["ignored"] == {"people.csv": ["Location"]}
    assert json["assumed"] == []
    assert json["undrawn"] == [
        {"function": "Engineering", "people": 1},
        {"function": "営業", "people": 1},
    ]
    assert "nobody draws the function Engineering into buddy groups (1 person): the programme draws" in told.err


def test_names_are_taken_in_one_spelling_and_what_was_changed_is_said(cli: Cli, tmp_path: Path) -> None:
    people = (
        "person,name,function,team\np1,Zoe\u0308,sales,営業／CS\np2,Ma\u200bri,Sales,営業/CS\np3,Ken,dev,\u202eerC\n"
    )
    objectives = "objective,title,team,quarter,owner\no1,Be\u200b heard,営業／ＣＳ,2025‐Q1,Zoë\n"
    directory = whole(
        tmp_path / "acme", people=people, objectives=objectives, key_results="key_result,objective\n", check_ins="x\n"
    )
    (directory / "check_ins.csv").unlink()
    told = cli.ok("import", directory)
    for sentence in (
        "people.csv: characters that nobody sees were left out of name (line 3)",
        "objectives.csv: characters that nobody sees were left out of title (line 2)",
        "people.csv: team '営業／CS' is taken as '営業/CS' (line 2)",
        "people.csv: function 'Sales' is taken as 'sales' (line 3)",
        "objectives.csv: team '営業／ＣＳ' is taken as '営業/CS' (line 2)",
        "objectives.csv: published without a key result, so nobody can tell how far they come: o1",
    ):
        assert sentence in told.err.splitlines(), told.err
    rows = cli.ok("people", "--json").json
    assert [(row["name"], row["function"], row["team"]) for row in rows] == [
        ("Zoë", "sales", "営業/CS"),
        ("Mari", "sales", "営業/CS"),
        ("Ken", "dev", "erC"),
    ]
    (goal,) = cli.ok("board", "--json").json
    assert (goal["title"], goal["team"], goal["quarter_label"]) == ("Be heard", "営業/CS", "2025-Q1")
    before = len(cli.records())
    cli.ok("import", directory)
    assert len(cli.records()) == before, "a second run writes nothing"


def test_an_import_of_a_workbook(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "company.xlsx"
    file.write_bytes(
        workbook(
            people=[["Person", "Name", "Function", "Joined on"], ["p1", "高橋", "sales", ("date", 43000)]],
            objectives=[["Objective", "Title", "Quarter"], ["o1", "Be heard", "2025-Q1"]],
            key_results=[["Key result", "Objective", "Baseline", "Stretch"], ["k1", "o1", 0, 1.2e6]],
        )
    )
    assert rejects(cli.ok("import", file, "--json")) == {}
    (joined,) = of(cli, PersonJoined)
    assert (joined.time, joined.imported_from) == (datetime(2017, 9, 22, tzinfo=UTC), "company")
    (added,) = of(cli, KeyResultAdded)
    assert str(added.data.measure.target) == "1200000"


STAFF = (
    "person,name,function,email,team,manager\n"
    "p1,高橋 真理子,sales,m@x.example,Sales,\n"
    "p2,Daniel Okafor,dev,d@x.example,Dev,p1\n"
    "p3,Ana Silva,cs,,Support,p1\n"
)


def people(cli: Cli) -> list[list[str]]:
    return [row[:4] for row in cli.ok("people").table]


def test_the_same_system_exported_again_is_recognised_and_what_changed_is_offered_first(
    cli: Cli, tmp_path: Path
) -> None:
    cli.ok("import", files(tmp_path / "export-2026-11", people=STAFF), "--source", "hr")
    later = files(
        tmp_path / "export-2026-12",
        people=STAFF.replace("Daniel Okafor,dev,d@", "Daniel Okafor-Sato,dev,sato@").replace(
            "cs,,Support,p1", "dev,,,p2"
        )
        + "p4,Yui Mori,cs,y@x.example,Support,p3\n",
        objectives="objective,owner\no1,p2\n",
    )
    before = cli.records()
    offered = cli.ok("import", later, "--source", "hr", "--update", "--dry-run", "--json").json
    assert [(one["person"], one["what"]) for one in offered["changes"]] == [
        ("P-2", ["has another name", "has another e-mail"]),
        ("P-3", ["function cs → dev", "team Support → none", "manager P-1 → P-2"]),
    ]
    assert (offered["dry_run"], offered["rows"]["people.csv"]["taken"]) == (True, 4)
    assert offered["events"] == 5
    assert cli.records() == before

    # Without --update nothing of it is taken, but everything that depends on who is known is.
    told = cli.ok("import", later, "--source", "hr", "--json")
    assert rejects(told) == {
        ("people.csv", 3): "P-2 is known here otherwise: has another name; has another e-mail; --update takes it",
        ("people.csv", 4): "P-3 is known here otherwise: function cs → dev; team Support → none; manager P-1 → P-2; "
        "--update takes it",
    }
    assert len(of(cli, PersonJoined)) == 4
    (drafted,) = of(cli, ObjectiveDrafted)
    assert drafted.data.owner == of(cli, PersonJoined)[1].aggregate_id

    taken = cli.ok("import", later, "--source", "hr", "--update", "--json").json
    assert (taken["rejects"], taken["events"]) == (None, 2)
    assert people(cli) == [
        ["P-1", "高橋 真理子", "sales", "Sales"],
        ["P-2", "Daniel Okafor-Sato", "dev", "Dev"],
        ["P-3", "Ana Silva", "dev", "–"],
        ["P-4", "Yui Mori", "cs", "Support"],
    ]
    assert cli.ok("import", later, "--source", "hr", "--update", "--json").json["events"] == 0
    # What is changed here afterwards stays so, until the other system says something new.
    cli.ok("person", "move", "P-3", "--team", "Core")
    assert cli.ok("import", later, "--source", "hr", "--update", "--json").json["events"] == 0
    # An older export says something else than the last one.
    older = cli.ok("import", tmp_path / "export-2026-11", "--source", "hr", "--dry-run", "--update", "--json").json
    assert [one["person"] for one in older["changes"]] == ["P-2", "P-3"]
    assert cli.ok("rebuild", "okr", "--check", "--json").json["equal"]
    assert "Okafor" not in str(cli.records())


def test_a_directory_of_another_name_must_say_of_which_system_it_is(cli: Cli, tmp_path: Path) -> None:
    cli.ok("import", files(tmp_path / "export-2026-11", people=STAFF))
    other = files(tmp_path / "export-2026-12", people=STAFF)
    before = len(cli.records())
    told = cli.refused(3, "import", other, words="say --source export-2026-11 if it is the same one")
    assert "or --source export-2026-12 if it is another" in told.err
    assert len(cli.records()) == before
    assert cli.ok("import", other, "--source", "export-2026-11", "--json").json["events"] == 0
    # Of another system, whoever has the same e-mail is the same person, with all that depends on him.
    third = files(
        tmp_path / "crm",
        people="person,name,function,email,manager\n77,Daniel Okafor,dev,D@x.example,78\n78,New One,cs,,77\n",
        objectives="objective,owner\no1,77\no2,m@x.example\no3,P-3\n",
    )
    told = cli.ok("import", third, "--source", "crm", "--update", "--json")
    assert rejects(told) == {}
    assert len(of(cli, PersonJoined)) == 4
    owners = [event.data.owner for event in of(cli, ObjectiveDrafted)]
    joined = [event.aggregate_id for event in of(cli, PersonJoined)]
    assert owners == [joined[1], joined[0], joined[2]]


def test_who_is_not_listed_any_more_leaves_only_when_that_is_said(cli: Cli, tmp_path: Path) -> None:
    directory = files(tmp_path / "hr", people=STAFF)
    cli.ok("import", directory)
    cli.ok("person", "add", "Operator", "--function", "dev")
    files(directory, people=STAFF.replace("p3,Ana Silva,cs,,Support,p1\n", ""))
    told = cli.ok("import", directory)
    assert "1 of hr are here and not in people.csv: P-3; if it lists everybody, --update --leavers" in told.err
    assert cli.run("import", directory, "--leavers").code == 2
    cli.ok("import", directory, "--update", "--leavers", "--dry-run")
    assert len(people(cli)) == 4
    broken = files(tmp_path / "broken", people=STAFF.replace("p3,Ana Silva,cs", "p3,Silva, Ana,cs"))
    assert "nobody leaves" in cli.ok("import", broken, "--source", "hr", "--update", "--leavers").err
    cli.ok("import", directory, "--update", "--leavers")
    assert [row[0] for row in people(cli)] == ["P-1", "P-2", "P-4"]
    # Whoever stands in the file again is back.
    files(directory, people=STAFF + "p5,E,cs,,,\n")
    told = cli.ok("import", directory, "--update", "--json").json
    assert [(one["person"], one["what"]) for one in told["changes"]] == [("P-3", ["has left here, and is in the file"])]
    # A day of leaving says it for certain.
    header, *rows = STAFF.splitlines()
    left = "\n".join([f"{header},left_on", f"{rows[0]},2026-01-31", *(f"{row}," for row in rows[1:])]) + "\n"
    cli.ok("import", files(tmp_path / "left", people=left), "--source", "hr", "--update")
    assert [row[0] for row in people(cli)] == ["P-2", "P-3", "P-4", "P-5"]


def test_an_import_that_takes_nothing_says_so_by_its_exit_code(cli: Cli, tmp_path: Path) -> None:
    directory = files(tmp_path / "hr", people="person,name,function\np1,,sales\n")
    told = cli.run("import", directory)
    assert (told.code, "1 rows rejected" in told.out) == (1, True)
    assert "rejected: people.csv, line 2: name is empty" in told.err
    assert cli.records() == []


def test_a_rehearsal_of_everything_writes_nothing(cli: Cli) -> None:
    told = cli.ok("import", SAMPLE, "--dry-run", "--json").json
    assert told["dry_run"] is True
    assert told["rejects"] is None
    assert {name: row["rejected"] for name, row in told["rows"].items()} == dict.fromkeys(told["rows"], 0)
    assert cli.records() == []
    assert cli.ok("import", SAMPLE, "--dry-run").out.splitlines()[-1].endswith("events would be written; nothing was")


def test_alignment_links_scores_and_curves_come_with_their_columns(cli: Cli, tmp_path: Path) -> None:
    objectives = (
        "objective,title,quarter,state,owner,parent_objective,parent_key_result,score,score_note\n"
        "o1,Top,2025-Q1,successful,p1,,,0.7,Close to it\n"
        "o2,Middle,2025-Q1,,p2,o1,,,\n"
        "o3,Below,2025-Q1,,,,k2,,\n"
        "o4,Circle,2025-Q1,,,o4,,,\n"
        "o5,Both,2025-Q1,,,o1,k1,,\n"
        "o6,Too much,2025-Q1,,,,,1.5,\n"
    )
    key_results = (
        "key_result,objective,stretch,baseline,unit,sources,curve\n"
        "k1,o1,100,0,calls,k3; k4,2025-01-31=0.1; 2025-02-28=0.5\n"
        "k2,o2,10,0,,,\n"
        "k3,o3,50,0,calls,,\n"
        "k4,o3,50,0,calls,k1,\n"
        "k5,o3,5,0,,k3,2026-01-31=0.5\n"
        "k6,o3,5,0,,,soon=0.5\n"
    )
    directory = whole(tmp_path / "acme", objectives=objectives, key_results=key_results, check_ins=CHECK_INS)
    files(directory, check_ins="check_in,key_result,recorded_at,value\nc1,k3,2025-02-01,20\nc2,k4,2025-02-01,5\n")
    told = cli.ok("import", directory, "--json")
    found = rejects(told)
    assert found == {
        (
            "key_results.csv",
            7,
        ): "the point 'soon=0.5' of the curve is no day with a progress; write it as 2026-08-31=0.4"
    }
    assert [each.split(": ", 1) for each in told.json["warnings"]] == [
        [
            "key_results.csv, line 6",
            "the curve is not taken: 2026-01-31 lies outside the period from 2025-01-01 to "
            "2025-03-31; give a day in it",
        ],
        [
            "objectives.csv, line 5",
            "what it serves or sums up is not taken: o4 can't serve itself; align it to another "
            "objective, or to nothing",
        ],
        [
            "objectives.csv, line 6",
            "what it serves or sums up is not taken: it names an objective and a key result to "
            "serve; leave one of parent_… empty",
        ],
        [
            "key_results.csv, line 5",
            "what it serves or sums up is not taken: this would close a circle: k1 → k4 → k1; leave k1 out",
        ],
        [
            "key_results.csv, line 6",
            "what it serves or sums up is not taken: k3 is measured in calls and this key "
            "result in no unit, so their values can't be summed up; link those of one unit",
        ],
        ["objectives.csv, line 7", "the score is not taken: the score is 1.5; give one from 0 to 1, such as 0.7"],
    ]
    top, middle, below, *_ = cli.ok("board", "--quarter", "2025-Q1", "--json").json
    assert top["key_results"][0]["value"] == "25"
    parents = [(event.data.objective, event.data.key_result) for event in of(cli, ObjectiveAligned)]
    assert parents == [(top["id"], None), (None, middle["key_results"][0]["id"])]
    (scored,) = of(cli, ObjectiveScored)
    assert (scored.data.score, scored.data.proposed, scored.aggregate_id) == (Decimal("0.7"), None, top["id"])
    assert (scored.time, scored.data.note is not None) == (datetime(2025, 4, 1, tzinfo=UTC), True)
    (phased,) = of(cli, KeyResultPhased)
    assert [(point.day, point.progress) for point in phased.data.points] == [
        (date(2025, 1, 31), Decimal("0.1")),
        (date(2025, 2, 28), Decimal("0.5")),
    ]
    assert below["title"] == "Below"
    assert cli.ok("import", directory, "--json").json["events"] == 0
    assert cli.ok("rebuild", "okr", "--check", "--json").json["equal"]


def test_one_flat_file_month_after_month(cli: Cli, tmp_path: Path) -> None:
    header = "Objective,Key result,Owner,Quarter,Start,Target,Current\n"
    file = tmp_path / "okrs.csv"

    def told(*values: str) -> dict[str, Any]:
        calls, mails = values
        file.write_text(
            f"{header}Be heard,Calls,m@x.example,2026-Q3,0,100,{calls}\n,Mails,Ana Silva,,0,10,{mails}\n",
            encoding="utf-8",
        )
        told = cli.run("import", file, "--source", "sheet", "--json")
        assert rejects(told) == {}
        return told.json  # type: ignore[no-any-return]

    cli.ok("import", files(tmp_path / "hr", people=STAFF))
    first = told("10", "1")
    assert first["rows"] == {
        "okrs.csv (objectives)": {"read": 1, "taken": 1, "rejected": 0},
        "okrs.csv (key results)": {"read": 2, "taken": 2, "rejected": 0},
        "okrs.csv (check-ins)": {"read": 2, "taken": 2, "rejected": 0},
    }
    assert first["said"] == ["okrs.csv: rows without an objective belong to the one above (lines 3)"]
    assert {"file": "okrs.csv (check-ins)", "column": "recorded_at", "taken": "now", "rows": 2} in first["assumed"]
    assert told("10", "1")["events"] == 0
    assert told("20", "1")["events"] == 1
    assert told("20", "1")["events"] == 0
    # Back to an earlier value is something new.
    assert told("10", "")["events"] == 1
    (goal,) = cli.ok("board", "--json").json
    assert [each["value"] for each in goal["key_results"]] == ["10", "1"]
    joined = [event.aggregate_id for event in of(cli, PersonJoined)]
    assert [event.data.owner for event in of(cli, KeyResultAdded)] == [joined[0], joined[2]]
    assert [event.actor for event in of(cli, ProgressUpdated)] == [joined[0], joined[2], joined[0], joined[0]]

    # A name that several have, or nobody, is nobody's.
    cli.ok("person", "add", "Ana Silva", "--function", "dev")
    file.write_text(f"{header}Other,Calls,Ana Silva,,0,1,\nOther,Mails,Nobody,,0,1,\n", encoding="utf-8")
    found = rejects(cli.ok("import", file, "--source", "sheet", "--json"))
    assert list(found) == [("okrs.csv (key results)", 2), ("okrs.csv (key results)", 3)]


def test_a_file_of_another_system_is_read_as_it_documents_it(cli: Cli, tmp_path: Path) -> None:
    cli.ok("import", files(tmp_path / "hr", people=STAFF))
    file = tmp_path / "export.csv"
    file.write_text(
        "Order,Type,Summary,Status,Period,Owner,Start value,Current value,Target value\n"
        "1,Objective,Be heard,On track,Q3 Y2026,m@x.example,0,2,10\n"
        "1.1,Objective,Grow,,Q3 Y2026,Daniel Okafor,0,0,10\n"
        "1.1.1,Key result,Sales,,Q3 Y2026,m@x.example,0,3,15\n"
        "1.1.2,Story,Do it,,,,,,\n",
        encoding="utf-8",
    )
    told = cli.ok("import", file, "--preset", "jira", "--source", "jira", "--json")
    assert rejects(told) == {("export.csv", 5): "type is 'Story'; an Objective or a Key result is taken"}
    top, grow = cli.ok("board", "--quarter", "2026-Q3", "--json").json
    assert (top["title"], grow["key_results"][0]["value"]) == ("Be heard", "3")
    assert [event.data.objective for event in of(cli, ObjectiveAligned)] == [top["id"]]
    assert cli.ok("import", file, "--preset", "jira", "--source", "jira", "--json").json["events"] == 0
    cli.refused(
        3, "import", file, "--preset", "asana", "--source", "x", words="say one of betterworks, peoplebox, jira"
    )
    cli.refused(3, "import", SAMPLE, "--preset", "jira", words="name that file")
    cli.refused(3, "import", file, "--source", "x", words="export.csv lacks the column objective, key_result")
