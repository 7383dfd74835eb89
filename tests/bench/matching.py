"""`python -m tests.bench.matching`: how good and how fast draws are, beside proved bounds, a greedy and the lot."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import combinations
from random import Random
from statistics import median

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy.optimize import linear_sum_assignment

from services.pairing.matching import Apart, Draw, History, Member
from services.pairing.matching.giving_way import draw
from services.pairing.matching.plan import Plan, recency
from services.pairing.matching.same_pool import kirkman_bound, most_rounds, same_pool_plan
from services.pairing.matching.simulate import simulate
from tests.matching_kit import pairs_of, people, quarters

ROUNDS = {3: 3, 4: 4, 5: 5, 6: 5, 7: 7, 8: 8, 9: 9, 11: 11, 12: 12, 20: 20, 30: 30, 100: 100}
LARGE = 3000
_LARGE = f"3 x {LARGE} people"
_MEMORY = f"""
import re
from services.pairing.matching import Draw, History, Member
from services.pairing.matching.giving_way import draw
members = [Member(name + str(n), name) for name in ("sales", "cs", "dev") for n in range({LARGE})]
plan = draw(Draw(members, History(), "first"))
gaps = {{(a, b): 1 for group in plan.groups for a in group.members for b in group.members if a < b}}
assert draw(Draw(members, History(gaps), "second", seats=plan.seats, turn=plan.turn)).repeats == 0
print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""
_HUGE = 20_000
_TEN = f"{_HUGE} people in ten teams that are apart"
_TEAMS = f"""
import re, sys, time
from services.pairing.matching import Draw, History, Member
from services.pairing.matching.giving_way import draw
draw(Draw([Member(str(n), "abc"[n % 3]) for n in range(5)], History(), "warm"))
members = [Member(str(n), ("sales", "cs", "dev")[n % 3]) for n in range({_HUGE})]
teams = {{member.id: str(n // 3 % 10) for n, member in enumerate(members)}} if sys.argv[1] == "apart" else {{}}
began = time.perf_counter()
plan = draw(Draw(members, History(), "first", teams=teams))
took = time.perf_counter() - began
assert not plan.gave_way
print(took, re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""


def main() -> None:
    """Print the tables; with --check end with 1 where a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.matching", description=__doc__)
    parser.add_argument("--check", action="store_true", help="end with 1 if a target was missed")
    options = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 150)
    met = [
        _show(console, title, columns, rows())
        for title, columns, rows in (
            ("Quarters without a repeat, nobody leaves", ("n of three", "target", "draws", "greedy", "lot"), _equal),
            ("Repeats in 20 quarters", ("pool", "churn", "seed", "target", "draws", "bound", "greedy", "lot"), _years),
            (
                "Groups from one pool: rounds without a repeat",
                ("people", "size", "Kirkman", "at most", "draws", "short", "greedy", "lot"),
                _one_pool,
            ),
            ("Time and memory", ("what", "target", "here", "beside"), _speed),
        )
    ]
    if options.check and not all(met):
        sys.exit(1)


Cells = tuple[bool, Sequence[object]]
"""Whether the row's target is met, and its cells."""


def _show(console: Console, title: str, columns: Sequence[str], rows: list[Cells]) -> bool:
    table = Table(title=title, title_justify="left")
    for column in (*columns, ""):
        table.add_column(column, justify="left" if column in ("what", "pool", "beside") else "right")
    for met, cells in rows:
        table.add_row(*(str(cell) for cell in cells), "met" if met else "MISSED")
    console.print(table)
    return all(met for met, _ in rows)


def _equal() -> list[Cells]:
    rows = []
    for count, target in ROUNDS.items():
        ours = _until_repeat(quarters(people(count, count, count), target))
        told = simulate(Draw(people(count, count, count), History(), "bench"), min(target, 20)).quarters
        greedy, lot = (_before_first([getattr(quarter, way) for quarter in told]) for way in ("greedy", "random"))
        rows.append((ours >= target, (count, target, ours, greedy, lot)))
    six = quarters(people(6, 6, 6), 6)[-1].repeats
    return [*rows, (six == 2, ("6, sixth", "2 repeats", f"{six} repeats", "", ""))]


def _until_repeat(plans: Sequence[Plan]) -> int:
    return _before_first([plan.repeats for plan in plans])


def _before_first(repeats: Sequence[int]) -> int:
    return next((number for number, each in enumerate(repeats) if each), len(repeats))


def _years() -> list[Cells]:
    rows: list[Cells] = []
    for counts in ((12, 7, 23), (20, 20, 20)):
        for churn in (0.0, 0.05, 0.1):
            for seed in ("1", "2", "3"):
                told = simulate(Draw(people(*counts), History(), seed), 20, churn)
                most = {0.0: told.least + 2, 0.05: 19, 0.1: 0}[churn] if counts[0] == 12 else 0
                greedy, lot = (sum(getattr(q, way) for q in told.quarters) for way in ("greedy", "random"))
                name = " + ".join(map(str, counts))
                cells = (name, f"{churn:.0%}", seed, f"<= {most}", told.repeats, told.least, greedy, lot)
                rows.append((told.repeats <= most, cells))
    return rows


def _one_pool() -> list[Cells]:
    rows: list[Cells] = []
    for size, count in [(3, count) for count in range(9, 28)] + [(4, count) for count in (16, 20, 24, 28, 32, 36)]:
        plan = same_pool_plan(count, size)
        rounds = plan.rounds if plan else 0
        members = people(0, 0, count)
        ours = _until_repeat(quarters(members, max(rounds, 1), size=size))
        told = simulate(Draw(members, History(), "bench", size), max(rounds, 1)).quarters
        greedy, lot = (_before_first([getattr(quarter, way) for quarter in told]) for way in ("greedy", "random"))
        most = most_rounds(count, size)
        cells = (count, size, kirkman_bound(count, size), most, ours, most - ours or "", greedy, lot)
        rows.append((ours >= rounds, cells))
    return rows


def _speed() -> list[Cells]:
    squads = min(_squads() for _ in range(3))
    ours, plain, bare = _large(5), _assigned(tie_breaks=True), _assigned(tie_breaks=False)
    measured = subprocess.run([sys.executable, "-c", _MEMORY], capture_output=True, text=True, check=True)
    memory = int(measured.stdout) / 1024
    drawn = f"linear_sum_assignment twice, repeats and drawn ties: {plain:.2f} s"
    apart, without = (min(_teams(way) for _ in range(3)) for way in ("apart", "without"))
    dull = f"the same without ties drawn (always the same groups): {bare:.2f} s"
    return [
        (squads <= 1.5, ("42 people, five squads apart: dearest of 20 draws", "<= 1.5 s", f"{squads:.2f} s", "")),
        (ours / plain <= 0.05, (_LARGE, "<= 0.05x", f"{ours / plain:.3f}x ({ours * 1000:.0f} ms)", drawn)),
        (True, (_LARGE, "", f"{ours / bare:.2f}x", dull)),
        (
            apart[0] <= 5 * without[0],
            (_TEN, "<= 5x", f"{apart[0] / without[0]:.1f}x ({apart[0]:.1f} s)", "teams not apart"),
        ),
        (apart[1] <= 500, (f"{_TEN}, memory", "<= 500 MB", f"{apart[1]:.0f} MB", f"{without[1]:.0f} MB")),
        (memory <= 150, (f"{_LARGE}, memory of the whole process", "<= 150 MB", f"{memory:.0f} MB", "")),
    ]


def _teams(way: str) -> tuple[float, float]:
    """Seconds and MB of a draw of a huge pool, with teams apart or without."""
    told = subprocess.run([sys.executable, "-c", _TEAMS, way], capture_output=True, text=True, check=True).stdout
    took, memory = told.split()
    return float(took), int(memory) / 1024


def _squads() -> float:
    """The dearest of twenty draws: from the tenth on they need repeats, and a proof."""
    members = people(12, 7, 23)
    apart = [
        Apart(one.id, other.id, "same squad")
        for (i, one), (j, other) in combinations(enumerate(members), 2)
        if i % 5 == j % 5
    ]
    last: dict[tuple[str, str], int] = {}
    times = []
    for quarter in range(20):
        request = Draw(
            members, History({pair: quarter - when for pair, when in last.items()}), str(quarter), apart=apart
        )
        plan, took = _timed(request)
        times.append(took)
        last |= dict.fromkeys(pairs_of(plan), quarter)
    return max(times)


def _timed(request: Draw) -> tuple[Plan, float]:
    began = time.perf_counter()
    plan = draw(request)
    return plan, time.perf_counter() - began


def _large(times: int) -> float:
    """The median time of a draw of the large pool that follows on another."""
    members = people(LARGE, LARGE, LARGE)
    first = draw(Draw(members, History(), "first"))
    request = Draw(members, History(dict.fromkeys(pairs_of(first), 1)), "second", seats=first.seats, turn=first.turn)
    plans = [_timed(request) for _ in range(times)]
    assert all(plan.repeats == 0 for plan, _ in plans)
    return median(took for _, took in plans)


def _assigned(*, tie_breaks: bool) -> float:
    """The same pool by two assignments, one function to the next: the median time without making the matrices."""
    members = people(LARGE, LARGE, LARGE)
    first = draw(Draw(members, History(), "first"))
    took = []
    for _ in range(3):
        began = 0.0
        for one, other in (("sales", "cs"), ("cs", "dev")):
            cost = _matrix(first, members, one, other, tie_breaks=tie_breaks)
            start = time.perf_counter()
            linear_sum_assignment(cost)
            began += time.perf_counter() - start
        took.append(began)
    return median(took)


def _matrix(plan: Plan, members: Sequence[Member], one: str, other: str, *, tie_breaks: bool) -> NDArray[np.float64]:
    row, column = (
        {member.id: place for place, member in enumerate(m for m in members if m.function == name)}
        for name in (one, other)
    )
    cost = np.random.default_rng(Random("ties").randrange(2**32)).random((LARGE, LARGE)) if tie_breaks else None
    cost = np.zeros((LARGE, LARGE)) if cost is None else cost
    for a, b in pairs_of(plan):
        for first, second in ((a, b), (b, a)):
            if first in row and second in column:
                cost[row[first], column[second]] += recency(1)
    return cost


if __name__ == "__main__":
    main()
