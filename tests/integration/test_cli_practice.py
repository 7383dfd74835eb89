"""`tomoni ideal`, `support` and `guide` on the sample company; its figures beside what the log's own records say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from services.okr.practice.domain.measures import MEASURES
from services.okr.practice.guides import GUIDE_FOR
from shared.events import (
    GroupDissolved,
    GroupFormed,
    IdealStateDefined,
    KeyResultAdded,
    MeetingHeld,
    ObjectiveClosed,
    ObjectiveDrafted,
    ObjectivePublished,
    ProgressUpdated,
    QuarterPlanned,
    Recorded,
    SupportGiven,
    iso_week,
)
from tests.cli_kit import SAMPLE, Cli, cli_on_server

DAY = date(2026, 9, 20)
"""A Sunday in the sample's quarter that runs."""

WINDOW = [DAY - timedelta(days=number) for number in range(28)]


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    with cli_on_server(tmp_path_factory.mktemp("cli") / "var") as (found, _):
        found.ok("import", SAMPLE)
        yield found


def shown(cli: Cli, *more: str) -> dict[str, Any]:
    measures = cli.ok("ideal", "show", "--on", DAY, "--json", *more).json["measures"]
    return {each["measure"]: each for each in measures}


class Log:
    """The records of the log, looked through without any view."""

    def __init__(self, events: list[Recorded[Any]]) -> None:
        self._events = events

    def of(self, kind: type[Any]) -> list[Recorded[Any]]:
        return [event for event in self._events if isinstance(event.data, kind)]

    def published_in(self, label: str, team: str | None, day: date) -> set[str]:
        """The objectives of a quarter that count on a day."""
        (quarter,) = [event.aggregate_id for event in self.of(QuarterPlanned) if event.data.label == label]
        began = {event.aggregate_id for event in self.of(ObjectivePublished) if event.time.date() <= day}
        over = {event.aggregate_id for event in self.of(ObjectiveClosed) if event.time.date() <= day}
        return {
            event.aggregate_id
            for event in self.of(ObjectiveDrafted)
            if event.data.quarter == quarter and event.aggregate_id in began - over and team in (None, event.data.team)
        }

    def check_ins_on_time(self, team: str | None) -> tuple[int, int]:
        """Of each Friday whose Sunday lies in the window, and each key result: whether one was made by that Sunday."""
        days = {(event.data.key_result, event.time.date()) for event in self.of(ProgressUpdated)}
        kept = due = 0
        for friday in (day - timedelta(days=2) for day in WINDOW if day.isoweekday() == 7):
            goals = self.published_in("2026-Q3", team, friday)
            for event in self.of(KeyResultAdded):
                if event.aggregate_id in goals and event.time.date() <= friday:
                    covered = [friday + timedelta(days=number) for number in range(-6, 3)]
                    kept += any((event.data.key_result, day) in days for day in covered)
                    due += 1
        return kept, due

    def key_results_owned(self, team: str | None) -> tuple[int, int]:
        goals = self.published_in("2026-Q3", team, DAY)
        owners = [event.data.owner for event in self.of(KeyResultAdded) if event.aggregate_id in goals]
        return sum(owner is not None for owner in owners), len(owners)

    def buddy_meetings_held(self) -> tuple[int, int]:
        """Of each week that ended in the window and each weekly group that lived through it: whether they met."""
        over = {event.aggregate_id: event.data.on for event in self.of(GroupDissolved)}
        met = {(event.aggregate_id, event.data.week) for event in self.of(MeetingHeld)}
        kept = due = 0
        for sunday in (day for day in WINDOW if day.isoweekday() == 7):
            for group in self.of(GroupFormed):
                lived = group.data.on <= sunday - timedelta(days=6) and over.get(group.aggregate_id, date.max) > sunday
                due += lived
                kept += lived and (group.aggregate_id, iso_week(sunday)) in met
        return kept, due


def figure(measure: dict[str, Any]) -> tuple[int, int]:
    return measure["present"]["kept"], measure["present"]["of"]


def test_the_figures_are_what_the_log_says_happened(cli: Cli) -> None:
    log = Log(cli.events())
    for team in (None, "Enterprise", "Sales"):
        found = shown(cli, *(("--team", team) if team else ()))
        assert figure(found["check-ins-on-time"]) == log.check_ins_on_time(team)
        assert figure(found["key-results-owned"]) == log.key_results_owned(team)
    company = shown(cli)
    kept, due = figure(company["buddy-meetings-held"])
    assert (kept, due) == log.buddy_meetings_held()
    assert 0 < kept < due
    not_the_companys = log.published_in("2026-Q3", None, DAY) - log.published_in("2026-Q3", "Company", DAY)
    assert figure(company["objectives-aligned"]) == (0, len(not_the_companys))
    assert [each for each, told in company.items() if told["present"] is None] == [
        "sessions-held",
        "experiments-learned",
    ]


def test_of_a_small_teams_buddy_meetings_nothing_is_told(cli: Cli) -> None:
    told = shown(cli, "--team", "Sales")["buddy-meetings-held"]
    assert told["present"] is None
    assert told["nothing"] == "no meeting was due, or a figure would tell of single groups"
    assert all(point["percent"] is None for point in told["trend"])


def test_an_ideal_is_set_and_shown(cli: Cli) -> None:
    told = cli.ok("ideal", "set", "check-ins-on-time=90", "buddy-meetings-held = 100 %").out
    assert told == "the ideal of the company: check-ins-on-time 90 %, buddy-meetings-held 100 %\n"
    cli.ok("ideal", "set", "check-ins-on-time=60", "--team", "Enterprise", "--as", "P-4")
    rows = cli.ok("ideal", "show", "--on", DAY).table
    assert [row[0] for row in rows] == list(MEASURES)
    measure, ideal, now, gap, counted, weeks, guide = rows[0]
    assert (measure, ideal, counted, guide) == ("check-ins-on-time", "90 %", "158 of 184", "check-ins")
    assert (now, gap, len(weeks)) == ("85.9 %", "4.1", 12)
    (company, *_) = cli.ok("ideal", "gaps", "--on", DAY, "--json").json["items"]
    assert (company["gap"], company["measure"]) == ("31.7", "check-ins-on-time")
    gaps = cli.ok("ideal", "gaps", "--on", DAY).table
    assert ["the company", "buddy-meetings-held", "100 %", "85.7 %", "14.3", "buddy-meetings"] in gaps
    assert "Enterprise" not in {row[0] for row in gaps if row[1] == "check-ins-on-time"}
    cli.ok("ideal", "set", "buddy-meetings-held=none")
    assert shown(cli)["buddy-meetings-held"]["ideal"] is None
    kinds = [event.data.team for event in cli.events() if isinstance(event.data, IdealStateDefined)]
    assert kinds == [None, "Enterprise", None]


def test_ideals_that_are_refused(cli: Cli) -> None:
    before = len(cli.events())
    cli.refused(3, "ideal", "set", "check-ins-on-time=101", words="give 0 to 100, in percent")
    cli.refused(3, "ideal", "set", "sessions-held=many", words="write it as sessions-held=100")
    cli.refused(3, "ideal", "set", "sessions-held", words="write it as sessions-held=100")
    cli.refused(3, "ideal", "set", "luck=1", words="no measure 'luck'")
    cli.refused(3, "ideal", "set", "sessions-held=1", "--team", "North", words="no team 'North'")
    cli.refused(3, "ideal", "set", "sessions-held=1", "--as", "P-4", words="an admin or the team may")
    cli.refused(
        3, "ideal", "set", "sessions-held=1", "--team", "Sales", "--as", "P-4", words="an admin or the team may"
    )
    cli.refused(3, "ideal", "show", "--on", "yesterday", words="write it as 2026-09-30")
    cli.refused(3, "ideal", "show", "--on", "2199-01-01", words="is to come")
    cli.refused(3, "support", "give", "luck", words="no measure 'luck'")
    cli.refused(3, "support", "give", "sessions-held", "--guide", "luck", words="no guide 'luck'")
    cli.refused(3, "support", "list", "--measure", "luck", words="no measure 'luck'")
    assert len(cli.events()) == before


def test_support(cli: Cli) -> None:
    assert cli.ok("support", "list").out == "no support was given yet\n"
    given = (
        "support",
        "give",
        "buddy-meetings-held",
        "--guide",
        "buddy-meetings",
        "-m",
        "一緒に予定を入れた",
        "--as",
        "P-2",
    )
    assert cli.ok(*given).out == "support with buddy-meetings-held for the company is noted\n"
    cli.ok("support", "give", "check-ins-on-time", "--team", "Sales")
    (sales, company) = cli.ok("support", "list").table
    assert sales[1:5] == ["Sales", "check-ins-on-time", "–", "system:operator"]
    assert company[1:5] == ["the company", "buddy-meetings-held", "buddy-meetings v1", "P-2"]
    assert company[-1] == "一緒に予定を入れた"
    (told,) = cli.ok("support", "list", "--team", "Sales", "--json").json
    assert (told["days_after"], told["after"], len(told["weeks"])) == (0, None, 4)
    sealed = [event.data.words for event in cli.events() if isinstance(event.data, SupportGiven)]
    assert [word is None or word.startswith("sealed:v1:") for word in sealed] == [True, True]


def test_what_is_done_today_counts_today(cli: Cli) -> None:
    def today() -> dict[str, Any]:
        measures = cli.ok("ideal", "show", "--json").json["measures"]
        return {each["measure"]: each["present"] and figure(each) for each in measures}

    before = today()
    assert (before["sessions-held"], before["experiments-learned"]) == (None, None)
    cli.ok("win", "prepare", "--facilitator", "P-2")
    assert today()["sessions-held"] is None, "one that is to come is not missing"
    cli.ok("win", "open", "--as", "P-2")
    cli.ok("win", "close", "--as", "P-2")
    cli.ok("experiment", "start", "KR-47", "昼に会う", "--know-by", "半分が会う", "--until", "+3", "--as", "P-1")
    cli.ok("experiment", "conclude", "E-1", "dropped", "朝のほうが続く", "--as", "P-1")
    board = cli.ok("board", "--quarter", "2026-Q3", "--json").json
    serving, served = [each for each in board if each["team"] != "Company"][:2]
    cli.ok("align", serving["number"], "--to", served["number"])
    after = today()
    assert (after["sessions-held"], after["experiments-learned"]) == ((1, 1), (1, 1))
    board = cli.ok("board", "--quarter", "2026-Q3", "--json").json
    isolated = sum(each["isolated"] for each in board)
    asked = sum(each["team"] != "Company" for each in board)
    assert after["objectives-aligned"] == (2, before["objectives-aligned"][1]) == (asked - isolated, asked)


def test_guides(cli: Cli) -> None:
    assert [row[0] for row in cli.ok("guide", "list").table] == list(GUIDE_FOR.values())
    assert cli.ok("guide", "show", "check-ins").out.startswith("# Check-ins on time\n\n")
    assert cli.ok("guide", "show", "check-ins-on-time", "--lang", "ja").out.startswith("# 期日どおりのチェックイン\n")
    told = cli.ok("guide", "show", "owners", "--json").json
    assert (told["guide"], told["version"], told["lang"]) == ("owners", 1, "en")
    cli.refused(3, "guide", "show", "cheese", words="there are check-ins, owners")
    cli.refused(3, "guide", "list", "--lang", "fr", words="choose en or ja")
