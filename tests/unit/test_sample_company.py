"""The bundled sample company is sound: every reference resolves, every figure is one the importer can take."""

import csv
import re
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import combinations, pairwise
from pathlib import Path

import pytest

import services.cli

SAMPLE = Path(services.cli.__file__).parent / "sample"
HEADERS = {
    "quarters": "quarter,start,end,state",
    "people": "person,name,email,function,team,manager,joined_on",
    "objectives": "objective,title,team,quarter,state,owner",
    "key_results": "key_result,objective,title,kind,baseline,stretch,unit,owner,commit_zone,target_zone,stretch_zone",
    "check_ins": "check_in,key_result,recorded_at,modified_at,value,zone,confidence,comment,by",
    "buddy_groups": "group,quarter,person",
    "buddy_meetings": "group,week",
}
ZONES = {"fail", "commit", "target", "stretch"}
FULL_QUARTERS = ("2026-Q2", "2026-Q3")
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
LATIN_WORD = re.compile(r"[A-Za-z]{3,}")

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (SAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def keyed(name: str) -> dict[str, Row]:
    table = rows(name)
    return {next(iter(row.values())): row for row in table}


def quarter_of_key_result() -> dict[str, str]:
    objectives = keyed("objectives")
    return {key: objectives[row["objective"]]["quarter"] for key, row in keyed("key_results").items()}


def trios(quarter: str) -> dict[str, list[str]]:
    members: dict[str, list[str]] = defaultdict(list)
    for row in rows("buddy_groups"):
        if row["quarter"] == quarter:
            members[row["group"]].append(row["person"])
    return members


@pytest.mark.parametrize("name", HEADERS)
def test_headers_are_the_documented_ones(name: str) -> None:
    raw = (SAMPLE / f"{name}.csv").read_bytes()
    assert raw.decode("utf-8").splitlines()[0] == HEADERS[name]
    assert b"\r" not in raw
    assert all(None not in row and None not in row.values() for row in rows(name))


@pytest.mark.parametrize("name", ["quarters", "people", "objectives", "key_results", "check_ins"])
def test_keys_are_unique(name: str) -> None:
    assert len(keyed(name)) == len(rows(name))


def test_readme_names_every_file_and_column() -> None:
    text = (SAMPLE / "README.md").read_text(encoding="utf-8")
    for name, header in HEADERS.items():
        assert f"`{name}.csv`" in text
        for column in header.split(","):
            assert f"`{column}`" in text


def test_forty_two_people() -> None:
    people = rows("people")
    assert Counter(row["function"] for row in people) == {"sales": 12, "cs": 7, "dev": 23}
    assert len({row["name"] for row in people}) == len({row["email"] for row in people}) == 42
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+@hikari\.example", row["email"]) for row in people)
    first_draw = date(2026, 4, 1)
    assert all(date.fromisoformat(row["joined_on"]) <= first_draw for row in people)


def test_managers_form_a_tree() -> None:
    people = keyed("people")
    assert [key for key, row in people.items() if not row["manager"]] == ["p01"]
    for key in people:
        chain = [key]
        while manager := people[chain[-1]]["manager"]:
            assert manager not in chain
            chain.append(manager)
        assert chain[-1] == "p01"


def test_references_resolve() -> None:
    people, objectives, key_results = keyed("people"), keyed("objectives"), keyed("key_results")
    quarters, groups = keyed("quarters"), {row["group"] for row in rows("buddy_groups")}
    teams = {row["team"] for row in people.values()}
    for row in objectives.values():
        assert row["owner"] in people
        assert row["quarter"] in quarters
        assert row["team"] in teams
    for row in key_results.values():
        assert row["owner"] in people
        assert row["objective"] in objectives
    for row in rows("check_ins"):
        assert row["by"] in people
        assert row["key_result"] in key_results
    assert all(row["person"] in people and row["quarter"] in quarters for row in rows("buddy_groups"))
    assert {row["group"] for row in rows("buddy_meetings")} == groups


def test_two_full_quarters_and_a_planned_one() -> None:
    assert {key: row["state"] for key, row in keyed("quarters").items()} == {
        "2026-Q2": "ended",
        "2026-Q3": "started",
        "2026-Q4": "planned",
    }
    objectives = rows("objectives")
    key_results = Counter(quarter_of_key_result().values())
    for quarter in FULL_QUARTERS:
        assert 12 <= sum(row["quarter"] == quarter for row in objectives) <= 16
        assert 35 <= key_results[quarter] <= 48
    assert {row["state"] for row in objectives if row["quarter"] == "2026-Q2"} == {"successful", "notsuccessful"}
    assert {row["state"] for row in objectives if row["quarter"] == "2026-Q3"} == {"ongoing"}
    assert not [row for row in objectives if row["quarter"] == "2026-Q4"]


def test_key_results_are_metric_or_ordinal() -> None:
    key_results = rows("key_results")
    for row in key_results:
        if row["kind"] == "metric":
            assert Decimal(row["baseline"]) != Decimal(row["stretch"])
            assert not row["commit_zone"] + row["target_zone"] + row["stretch_zone"]
        else:
            assert row["kind"] == "ordinal"
            assert not row["baseline"] + row["stretch"] + row["unit"]
            assert row["commit_zone"]
            assert row["target_zone"]
            assert row["stretch_zone"]
    metrics = [(Decimal(r["baseline"]), Decimal(r["stretch"])) for r in key_results if r["kind"] == "metric"]
    assert sum(r["kind"] == "ordinal" for r in key_results) >= 6
    assert (Decimal(240), Decimal(60)) in metrics
    assert any(baseline < 0 < stretch for baseline, stretch in metrics)


def test_check_ins_have_a_value_or_a_zone() -> None:
    key_results = keyed("key_results")
    for row in rows("check_ins"):
        if key_results[row["key_result"]]["kind"] == "metric":
            assert Decimal(row["value"]).is_finite()
            assert not row["zone"]
        else:
            assert row["zone"] in ZONES
            assert not row["value"]
        assert 0 <= int(row["confidence"]) <= 10


def test_check_ins_lie_in_their_quarter() -> None:
    quarters, quarter_of = keyed("quarters"), quarter_of_key_result()
    few_days = timedelta(days=4)
    check_ins = rows("check_ins")
    moments = [datetime.fromisoformat(row["recorded_at"]) for row in check_ins]
    assert moments == sorted(moments)
    late = 0
    for row, moment in zip(check_ins, moments, strict=True):
        assert row["recorded_at"].endswith("Z")
        quarter = quarters[quarter_of[row["key_result"]]]
        start, end = date.fromisoformat(quarter["start"]), date.fromisoformat(quarter["end"])
        assert start <= moment.date() <= end + few_days
        late += moment.date() > end
        if row["modified_at"]:
            effective = datetime.fromisoformat(row["modified_at"])
            assert effective < moment
            assert start <= effective.date() <= end
    assert late == 2
    assert moments[-1].date() == date(2026, 9, 25)
    assert 1 <= sum(bool(row["modified_at"]) for row in check_ins) <= 10


def test_check_ins_look_lived_in() -> None:
    key_results = keyed("key_results")
    per_key_result: dict[str, list[Row]] = defaultdict(list)
    for row in rows("check_ins"):
        per_key_result[row["key_result"]].append(row)
    assert 3 <= len(key_results.keys() - per_key_result.keys()) <= 5
    backwards = below = above = 0
    for key, taken in per_key_result.items():
        if key_results[key]["kind"] == "ordinal":
            continue
        baseline, stretch = Decimal(key_results[key]["baseline"]), Decimal(key_results[key]["stretch"])
        progress = [(Decimal(row["value"]) - baseline) / (stretch - baseline) for row in taken]
        backwards += any(later < earlier for earlier, later in pairwise(progress))
        below += min(progress) < 0
        above += max(progress) > 1
    assert backwards >= 20
    assert below >= 3
    assert above >= 3
    assert any("." in row["value"] for taken in per_key_result.values() for row in taken)


@pytest.mark.parametrize(("table", "column"), [("objectives", "title"), ("key_results", "title")])
def test_titles_are_in_both_languages(table: str, column: str) -> None:
    for row in rows(table):
        assert JAPANESE.search(row[column]), row[column]
        # A figure alone needs no translation, but most titles carry one.
    bilingual = [row for row in rows(table) if LATIN_WORD.search(row[column])]
    assert len(bilingual) >= 0.85 * len(rows(table))


def test_comments_are_in_both_languages() -> None:
    comments = [row["comment"] for row in rows("check_ins") if row["comment"]]
    assert sum(bool(JAPANESE.search(comment)) for comment in comments) >= 50
    assert sum(not JAPANESE.search(comment) for comment in comments) >= 40


@pytest.mark.parametrize("quarter", FULL_QUARTERS)
def test_everybody_is_in_one_trio(quarter: str) -> None:
    groups, people = trios(quarter), keyed("people")
    assert sorted(person for members in groups.values() for person in members) == sorted(people)
    kinds = Counter("".join(sorted(people[person]["function"][0] for person in members)) for members in groups.values())
    assert kinds == {"cds": 5, "dds": 7, "cdd": 2}


def test_no_pair_meets_twice() -> None:
    people = keyed("people")
    pairs = Counter(
        frozenset(pair)
        for quarter in FULL_QUARTERS
        for trio in trios(quarter).values()
        for pair in combinations(trio, 2)
    )
    assert set(pairs.values()) == {1}
    for first, second in map(sorted, pairs):
        assert people[first]["team"] != people[second]["team"]
        assert people[first]["manager"] != second
        assert people[second]["manager"] != first


def test_meetings_lie_in_the_quarter_of_their_trio() -> None:
    quarters = keyed("quarters")
    quarter_of = {row["group"]: row["quarter"] for row in rows("buddy_groups")}
    meetings = [(row["group"], row["week"]) for row in rows("buddy_meetings")]
    assert len(set(meetings)) == len(meetings)
    for group, week in meetings:
        year, number = week.split("-W")
        monday = date.fromisocalendar(int(year), int(number), 1)
        quarter = quarters[quarter_of[group]]
        assert date.fromisoformat(quarter["start"]) <= monday
        assert monday + timedelta(days=6) <= date.fromisoformat(quarter["end"])
    weeks_met = Counter(group for group, _ in meetings)
    assert min(weeks_met.values()) >= 1
    assert len(set(weeks_met.values())) >= 4


def test_counted_talks_equal_the_meetings() -> None:
    quarter_of = {row["group"]: row["quarter"] for row in rows("buddy_groups")}
    counted = {key: row for key, row in keyed("key_results").items() if "buddy talks" in row["title"]}
    assert sorted(quarter_of_key_result()[key] for key in counted) == list(FULL_QUARTERS)
    for row in rows("check_ins"):
        if row["key_result"] in counted:
            quarter = quarter_of_key_result()[row["key_result"]]
            year, number, _ = datetime.fromisoformat(row["recorded_at"]).isocalendar()
            held = [
                meeting
                for meeting in rows("buddy_meetings")
                if quarter_of[meeting["group"]] == quarter and meeting["week"] <= f"{year}-W{number:02d}"
            ]
            assert int(row["value"]) == len(held)
