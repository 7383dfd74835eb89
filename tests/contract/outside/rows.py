"""Every row that a rebuild makes of the sample company and of the real history, as a digest for each table.

Both are imported into a log of their own, so what is frozen is the whole way from a file's line to a row. What differs
from one installation to the next is left out of the digests: sealed texts, what is made with its keys, and the moment
of the import. `python -m tests.contract.outside.rows` writes down what is made now.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from services.okr.views import VIEWS as OKR
from services.pairing.views import VIEWS as PAIRING
from shared.events import Event, Recorded
from shared.projection import View
from shared.projection.asof import folded
from tests.cli_kit import REAL, SAMPLE, cli_on_server

FILE = Path(__file__).parent / "rows.json"
SOURCES = {"sample company": SAMPLE, "real history": REAL}
OWN = {"email_index", "digest"}
"""Columns that are made with a key of the installation."""
_SEALED = re.compile(r"sealed:v1:([^:\"]+):[^\"]*")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\.\d{6}\+00:00")
_DIGITS = 12

Told = dict[str, dict[str, list[Any]]]


def stored() -> dict[str, Told]:
    """By source, service and table: how many rows there were, and their digest."""
    told: dict[str, Told] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    return told


def made_of(source: str) -> Told:
    """What is made now of one of `SOURCES`."""
    began = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as place, cli_on_server(Path(place) / "var") as (cli, _):
        cli.ok("import", SOURCES[source])
        events = cli.events()
    return {service: dict(_tables(views, events, began)) for service, views in {"okr": OKR, "pairing": PAIRING}.items()}


def _tables(
    views: Sequence[View], events: Sequence[Recorded[Event]], began: datetime
) -> Iterator[tuple[str, list[Any]]]:
    engine = folded(views, events)
    with engine.connect() as connection:
        for view in views:
            (key,) = view.table.primary_key.columns
            rows = [dict(row) for row in connection.execute(select(view.table).order_by(key)).mappings()]
            if rows:
                lines = "\n".join(_anywhere(row, began) for row in rows)
                yield view.table.name, [len(rows), hashlib.sha256(lines.encode()).hexdigest()[:_DIGITS]]
    engine.dispose()


def _anywhere(row: dict[str, Any], began: datetime) -> str:
    """The row as every installation makes it that imports the same files."""
    kept = {name: value for name, value in row.items() if name not in OWN}
    told = _SEALED.sub(r"sealed by \1", json.dumps(kept, default=str, sort_keys=True, ensure_ascii=False))
    return _MOMENT.sub(lambda found: "now" if datetime.fromisoformat(found[0]) >= began else found[0], told)


if __name__ == "__main__":
    now = stored() | {source: made_of(source) for source, place in SOURCES.items() if place.exists()}
    FILE.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
