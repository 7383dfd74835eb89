"""Files as other systems document them: Betterworks, Peoplebox, and OKR for Jira.

Each is a list of goals in which rows stand for objectives and key results alike; what they call a goal without goals
below it, under another one, is a key result here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from services.okr.importing.flat import Goals
from services.okr.importing.tables import Span, calendar_quarter
from shared.events import Invalid
from shared.importing import Columns, Row, Table


@dataclass(frozen=True, slots=True)
class Preset:
    """The columns of a system's file, and how goals are read out of it."""

    columns: Columns
    goals: Callable[[Table], Goals]


def betterworks(table: Table) -> Goals:
    """Goals, each followed by its milestones; progress is a percentage (support.betterworks.com, "OKR Uploads")."""
    goals = Goals(table)
    above: str | None = None
    alone: dict[str, Row] = {}
    for row in table.rows:
        kind, name, owner = row.values.get("type", "").casefold(), row.optional("name"), row.optional("owner_email")
        if name is None or kind not in ("goal", "milestone"):
            goals.reject(row, f"type is {row.values.get('type', '')!r}; a row is a goal or a milestone, with a name")
            continue
        if kind == "goal":
            above = goals.objective(
                row, f"{owner or ''} {name}".strip(), title=name, owner=owner, quarter=_quarter(row)
            )
            alone[above] = row
            continue
        if above is None:
            goals.reject(row, "this milestone stands above the first goal; put it below its own")
            continue
        alone.pop(above, None)
        _share(goals, row, f"{above} / {name}", above, name, owner)
    for key, row in alone.items():
        # Its progress is its own, so it is measured by itself.
        _share(goals, row, f"{key} / progress", key, row.text("name"), row.optional("owner_email"))
    return goals


def _share(goals: Goals, row: Row, key: str, objective: str, title: str, owner: str | None) -> None:
    goals.key_result(
        row, key, objective, title=title, kind="metric", owner=owner, baseline="0", stretch="100", unit="%"
    )
    goals.stands(row, key, row.optional("progress"), by=owner)


def peoplebox(table: Table) -> Goals:
    """Goals with their parents' row ids (help.peoplebox.ai, "Goals Import via CSV (V2)")."""
    goals = Goals(table)
    parents = {row.optional("row_id"): _list(row, "parent_row_ids") for row in table.rows}
    above = {parent for each in parents.values() for parent in each[:1]}
    keys = {row.optional("row_id"): row.optional("goal_id") or row.optional("row_id") for row in table.rows}
    for row in table.rows:
        own, title = row.optional("row_id"), row.optional("goal_title")
        if own is None or title is None:
            goals.reject(row, "a goal needs a row id and a title")
        elif (row.optional("action") or "").casefold() == "delete":
            goals.reject(row, "this row deletes a goal; nothing is deleted by an import, close the objective here")
        elif (parent := next(iter(parents[own]), None)) is not None and parent not in keys:
            goals.reject(row, f"parent row {parent} is not in the file")
        else:
            _person_s_goal(goals, row, title, keys[own] or own, own in above, parent and keys[parent])
    return goals


def _person_s_goal(goals: Goals, row: Row, title: str, key: str, has_goals: bool, parent: str | None) -> None:
    owners, further = _list(row, "owner_emails"), _list(row, "parent_row_ids")[1:]
    if len(owners) > 1 or further:
        goals.said.append(f"{row.file}, line {row.line}: only the first owner and the first parent are taken")
    owner = owners[0] if owners else None
    if has_goals or parent is None:
        goals.objective(
            row,
            key,
            title=title,
            owner=owner,
            team=next(iter(_list(row, "departments")), None),
            quarter=_quarter(row),
            parent_objective=parent,
        )
        if has_goals or row.optional("target_value") is None:
            return
    kind = (row.optional("goal_type") or "").casefold()
    counted = kind in ("binary", "default progress", "")
    measure = f"{key} / progress" if parent is None else key
    goals.key_result(
        row,
        measure,
        key if parent is None else parent,
        title=title,
        owner=owner,
        kind="binary" if kind == "binary" else "metric",
        baseline=None if kind == "binary" else row.optional("starting_value") or ("0" if counted else None),
        stretch=None if kind == "binary" else row.optional("target_value") or ("100" if counted else None),
        unit="%" if "percent" in kind else None if counted or kind == "number" else row.optional("goal_type"),
    )
    goals.stands(row, measure, row.optional("current_value"), by=owner)


def jira(table: Table) -> Goals:
    """Objectives and key results by their order, 1.2.1 below 1.2 (OKR for Jira of Appfire, "Import OKRs")."""
    goals = Goals(table)
    kinds = {row.optional("order"): row.values.get("type", "").casefold() for row in table.rows}
    for row in table.rows:
        own, title, kind = row.optional("order"), row.optional("summary"), row.values.get("type", "").casefold()
        if own is None or title is None:
            goals.reject(row, "a row needs an order and a summary")
            continue
        parent = own.rpartition(".")[0] or None
        if kind == "objective":
            goals.objective(
                row,
                own,
                title=title,
                owner=row.optional("owner"),
                team=next(iter(_list(row, "teams")), None),
                quarter=_period(row),
                parent_objective=parent if kinds.get(parent) == "objective" else None,
            )
        elif kind != "key result":
            goals.reject(row, f"type is {row.values.get('type', '')!r}; an Objective or a Key result is taken")
        elif parent is None or kinds.get(parent) != "objective":
            goals.reject(row, f"no objective {parent or 'above it'} is in the file for this key result")
        else:
            goals.key_result(
                row,
                own,
                parent,
                title=title,
                owner=row.optional("owner"),
                kind="metric",
                baseline=row.optional("start_value"),
                stretch=row.optional("target_value"),
            )
            goals.stands(row, own, row.optional("current_value"), by=row.optional("owner"))
    return goals


def _list(row: Row, column: str) -> list[str]:
    return [each.strip() for each in (row.optional(column) or "").split(",") if each.strip()]


def _period(row: Row) -> str | None:
    """``Q3 Y2025``; a whole year is no quarter, so what is for one lies in the backlog."""
    found = re.fullmatch(r"Q([1-4]) Y(\d{4})", row.optional("period") or "", re.IGNORECASE)
    return None if found is None else f"{found[2]}-Q{found[1]}"


def _quarter(row: Row) -> str | None:
    """The calendar quarter that lasts from the start to the end date; None where none does."""
    try:
        start, end = row.day("start_date"), row.day("end_date")
    except Invalid:
        return None
    label = f"{start.year:04d}-Q{(start.month + 2) // 3}"
    return label if Span(start, end) == _days(label) else None


def _days(label: str) -> Span:
    try:
        return calendar_quarter(label)
    except Invalid:
        return Span(date.min, date.min)


PRESETS: dict[str, Preset] = {
    "betterworks": Preset(
        Columns(
            ("name", "type"),
            ("progress", "start_date", "end_date", "owner_email"),
            numbers=frozenset({"progress"}),
            times=frozenset({"start_date", "end_date"}),
        ),
        betterworks,
    ),
    "peoplebox": Preset(
        Columns(
            ("row_id", "goal_title"),
            (
                *("parent_row_ids", "goal_id", "action", "owner_emails", "goal_type", "departments"),
                *("start_date", "end_date", "starting_value", "target_value", "current_value"),
            ),
            numbers=frozenset({"starting_value", "target_value", "current_value"}),
            times=frozenset({"start_date", "end_date"}),
            key="row_id",
        ),
        peoplebox,
    ),
    "jira": Preset(
        Columns(
            ("order", "type", "summary"),
            ("period", "owner", "teams", "start_value", "current_value", "target_value"),
            numbers=frozenset({"start_value", "current_value", "target_value"}),
            key="order",
        ),
        jira,
    ),
}
"""By name the files that are read as they stand."""
