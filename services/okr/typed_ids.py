"""From an id that people type (`KR-17`, `O-4`, `P-3`, `2026-Q3`) to the opaque one; opaque ids pass through."""

from __future__ import annotations

import re

from sqlalchemy import Column, Connection, Table, select

from services.okr.company import view as company
from services.okr.experiments.view import Experiments
from services.okr.objectives.views.check_ins import CheckIns
from services.okr.objectives.views.key_results import KeyResults
from services.okr.objectives.views.objectives import Objectives
from services.okr.people.view import People
from services.okr.quarters import view as quarters
from services.okr.quarters.view import Quarters
from services.okr.win_sessions.views.sessions import WinSessions
from shared.company.period_labels import meant
from shared.events import NotFound, WrongState

_NUMBERED = re.compile(r"([a-z]+)-([1-9][0-9]{0,8})", re.ASCII)


def person(connection: Connection, text: str) -> str:
    """The person's id, from it or from `P-3`. Raises NotFound."""
    return _resolve(connection, People.table, "P", text, "person")


def person_here(connection: Connection, text: str) -> str:
    """The same of somebody who belongs to the company. Raises NotFound, WrongState (has left)."""
    id_ = person(connection, text)
    if connection.execute(select(People.table.c.left).where(People.table.c.person == id_)).scalar_one() is not None:
        raise WrongState(f"{text} has left; who comes back joins again first")
    return id_


def objective(connection: Connection, text: str) -> str:
    """The objective's id, from it or from `O-4`. Raises NotFound."""
    return _resolve(connection, Objectives.table, "O", text, "objective")


def key_result(connection: Connection, text: str) -> str:
    """The key result's id, from it or from `KR-17`. Raises NotFound."""
    return _resolve(connection, KeyResults.table, "KR", text, "key result")


def win_session(connection: Connection, text: str) -> str:
    """The win session's id, from it or from `W-3`. Raises NotFound."""
    return _resolve(connection, WinSessions.table, "W", text, "win session")


def goal(connection: Connection, text: str) -> tuple[str, str]:
    """``O`` or ``KR`` and the id, of an objective or a key result, from `O-4`, `KR-17` or an id. Raises NotFound."""
    if (numbered := _NUMBERED.fullmatch(text.strip().lower())) is not None and numbered[1] in ("o", "kr"):
        kind = numbered[1].upper()
        return kind, (objective if kind == "O" else key_result)(connection, text)
    for kind, table in (("O", Objectives.table), ("KR", KeyResults.table)):
        if (found := _opaque(connection, table, text)) is not None:
            return kind, found
    raise NotFound(f"there is no objective or key result {_shown(text)}; give an id such as O-4 or KR-17")


def experiment(connection: Connection, text: str) -> str:
    """The experiment's id, from it or from `E-5`. Raises NotFound."""
    return _resolve(connection, Experiments.table, "E", text, "experiment")


def quarter(connection: Connection, text: str) -> str:
    """The quarter's id, from it, from its label, or from another label that means just its days. Raises NotFound."""
    label = text.strip()
    found = None if "\0" in label else quarters.labelled(connection, label)
    found = found or _opaque(connection, Quarters.table, text) or _of_these_days(connection, label)
    if found is None:
        raise NotFound(f"there is no quarter {_shown(text)}; list the quarters to see their labels")
    return found


def check_in(connection: Connection, text: str) -> str:
    """The check-in's id. Raises NotFound."""
    found = _opaque(connection, CheckIns.table, text)
    if found is None:
        raise NotFound(f"there is no check-in {_shown(text)}; list a key result's check-ins to see their ids")
    return found


def number_of(connection: Connection, id_: str) -> str | None:
    """What people know an objective, key result or experiment by (`O-4`, `KR-17`, `E-5`); None where there is none."""
    for prefix, table in (("O", Objectives.table), ("KR", KeyResults.table), ("E", Experiments.table)):
        number = connection.execute(select(table.c.number).where(_key(table) == id_)).scalar_one_or_none()
        if number is not None:
            return f"{prefix}-{number}"
    return None


def _resolve(connection: Connection, table: Table, prefix: str, text: str, what: str) -> str:
    found: str | None
    numbered = _NUMBERED.fullmatch(text.strip().lower())
    if numbered is not None and numbered[1] == prefix.lower():
        query = select(_key(table)).where(table.c.number == int(numbered[2]))
        found = connection.execute(query).scalar_one_or_none()
    else:
        found = _opaque(connection, table, text)
    if found is None:
        raise NotFound(f"there is no {what} {_shown(text)}; give an id such as {prefix}-4, or the long one")
    return found


def _opaque(connection: Connection, table: Table, text: str) -> str | None:
    if "\0" in text:
        # PostgreSQL takes no null character in a text, not even to look for one.
        return None
    key = _key(table)
    return connection.execute(select(key).where(key == text.strip().lower())).scalar_one_or_none()


def _of_these_days(connection: Connection, label: str) -> str | None:
    span = meant(company.calendar(connection), label)
    return None if span is None else quarters.of_days(connection, span.start, span.end, span.kind)


def _key(table: Table) -> Column[str]:
    (key,) = table.primary_key.columns
    return key


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:60]}…")
