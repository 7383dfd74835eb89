"""A quarter that ended under former rules counts by them for good: a log that an older program wrote and froze.

The log holds what those rules counted otherwise: a sum over a key result that was dropped, and key results that were
checked in by hand after they were aligned to or linked.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection

from services.okr.kernel.rule_book import FIRST, RULES
from services.okr.objectives.views import board, results
from services.okr.objectives.views.standing import health_on
from services.okr.quarter_ends import queries as quarter_report
from services.okr.quarters import view as quarters
from services.okr.reports.explanation import queries as explaining
from services.okr.views import VIEWS
from shared.events import QuarterEnded, QuarterFrozen, decode
from shared.projection.asof import folded
from tests.corpus.loading import Corpus
from tests.freezing_kit import digested

LOG = Path(__file__).parents[1] / "corpus" / "ended-under-tomoni-1.jsonl"
RECORDS = list(enumerate(LOG.read_bytes().splitlines(), 1))
EVENTS = [decode(*record) for record in RECORDS]
Q2, Q3 = (f"00000000-0000-0000-0000-{number:012}" for number in (2, 3))


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    engine = folded(VIEWS, EVENTS)
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def progress(connection: Connection, quarter: str) -> dict[str, tuple[int | None, str | None]]:
    goals = board.board(connection, quarter=quarter)
    return {one.id: (one.progress, one.made_of) for goal in goals for one in goal.key_results}


def test_what_was_frozen_under_them_is_found_again() -> None:
    (frozen,) = [event.data for event in EVENTS if isinstance(event.data, QuarterFrozen)]
    until = RECORDS[: frozen.position]
    assert digested(until, Q2, {}, frozen.rules) == frozen
    assert frozen.rules == FIRST
    assert digested(until, Q2, {}, RULES).results != frozen.results, "the present rules would find something else"


@pytest.mark.parametrize("name", ["0a23b2c", "65f67db"])
def test_every_quarter_that_a_former_version_froze_is_found_as_it_froze_it(name: str) -> None:
    corpus = Corpus(LOG.parent / name)
    records = [(position, payload) for position, (_, _, payload) in enumerate(corpus.events, 1)]
    frozen = [(each.aggregate_id, each.data) for each in corpus.recorded if isinstance(each.data, QuarterFrozen)]
    assert len(frozen) == 2
    for quarter, data in frozen:
        assert digested(records[: data.position], quarter, {}, data.rules) == data
        assert data.rules == FIRST


def test_the_board_shows_what_was_frozen_and_counts_what_runs_by_the_present_rules(connection: Connection) -> None:
    assert progress(connection, "2026-Q2") == {
        "whole": (70, "links"),
        "east": (40, "check-ins"),
        "fed": (90, "check-ins"),
        "calls": (20, "check-ins"),
        "linked": (70, "check-ins"),
    }
    assert progress(connection, "2026-Q3") == {"later": (40, "links")}
    shown = {goal.id: goal.progress for goal in board.board(connection)}
    assert shown == {"sums": 55, "parent": 90, "child": 20, "linked": 70, "later": 40}


def test_a_past_day_of_the_quarter_counts_by_the_rules_that_it_ended_under() -> None:
    before = folded(VIEWS, [event for event in EVENTS if not isinstance(event.data, QuarterEnded | QuarterFrozen)])
    with before.connect() as then:
        judge = health_on(then, date(2026, 6, 1), UTC)
        judge.rules = {Q2: FIRST}
        (goal,) = [each for each in board.board(then, quarter="2026-Q2", judge=judge) if each.id == "parent"]
        assert goal.progress == 90
        assert explaining.objective(then, "parent", judge).rules == FIRST
    before.dispose()


def test_while_it_runs_a_quarter_counts_by_the_present_rules_which_the_explanation_names() -> None:
    running = folded(VIEWS, [event for event in EVENTS if not isinstance(event.data, QuarterEnded | QuarterFrozen)])
    with running.connect() as now:
        judge = health_on(now, date(2026, 4, 20), UTC)
        whole, fed, linked = (explaining.key_result(now, id_, judge) for id_ in ("whole", "fed", "linked"))
        assert {each.rules for each in (whole, fed, linked)} == {RULES}
        assert whole.rule == "sum of values 4 = 4; (4 − 0) ÷ (10 − 0) = 40 %"
        assert whole.remarks == ("by the rules tomoni/2 a key result that was dropped counts no more in a sum: here 1",)
        unheard = ("by the rules tomoni/2 check-ins of its own don't count while others feed it",)
        assert (fed.rule, fed.remarks) == ("20 % = 20 %", unheard)
        assert (linked.progress, linked.remarks) == (20, unheard)
    running.dispose()


def test_the_report_proposals_and_explanations_name_the_rules(connection: Connection) -> None:
    assert (quarters.rules_of(connection, Q2), quarters.rules_of(connection, Q3)) == (FIRST, RULES)
    assert quarters.rule_books(connection) == {Q2: FIRST}
    assert quarter_report.report(connection, Q2).counts_by == FIRST
    assert quarter_report.report(connection, Q3).counts_by == RULES
    (proposed,) = {found.proposal().rules for found in results.of_quarter(connection, Q2)}
    assert proposed == FIRST
    parent = results.of_objective(connection, "parent")
    assert parent is not None
    assert parent.proposal().score == Decimal("0.9")

    judge = health_on(connection, date(2026, 7, 1), UTC)
    whole, fed, later = (explaining.key_result(connection, id_, judge) for id_ in ("whole", "fed", "later"))
    assert [each.rules for each in (whole, fed, later)] == [FIRST, FIRST, RULES]
    assert whole.rule == "sum of values 4 + 3 = 7; (7 − 0) ÷ (10 − 0) = 70 %"
    assert whole.remarks == ("by the rules tomoni/1 a key result that was dropped still counts in a sum: here 1",)
    assert [each.dropped for each in whole.items] == [False, True]
    assert fed.remarks == ("by the rules tomoni/1 a check-in takes the place of what feeds it",)
    assert later.remarks == ()
    assert later.rule == "sum of values 4 = 4; (4 − 0) ÷ (10 − 0) = 40 %"
    assert explaining.objective(connection, "sums", judge).rules == FIRST
