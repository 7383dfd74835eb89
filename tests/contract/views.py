"""What each view makes of the logs that are kept here, beside its version number.

`python -m tests.contract.views` writes down what views make now; it refuses where a view makes something else of a log
than it did, and its number is still the same.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from services.okr.views import VIEWS as OKR
from services.pairing.views import VIEWS as PAIRING
from shared.events import Event, Recorded, decode
from shared.projection import View
from shared.projection.asof import folded
from tests.corpus.loading import corpora

FILE = Path(__file__).parent / "views.json"
GOLDEN = Path(__file__).parent / "golden"
SERVICES: dict[str, Sequence[View]] = {"okr": OKR, "pairing": PAIRING}
_DIGITS = 12
Told = dict[str, Any]


def stored() -> Told:
    """What was written down last: the samples, and by service and table the number and a digest for each log."""
    told: Told = json.loads(FILE.read_text()) if FILE.exists() else {"samples": [], "okr": {}, "pairing": {}}
    return told


def logs(samples: Sequence[str]) -> dict[str, list[Recorded[Event]]]:
    """The logs of former versions, and one of these golden samples, told twice: what is made, and what is there."""
    golden = [(GOLDEN / f"{name}.json").read_bytes() for name in samples] * 2
    told = [decode(position, payload) for position, payload in enumerate(golden, 1)]
    return {corpus.name: corpus.recorded for corpus in corpora()} | {"samples": told}


def present(samples: Sequence[str]) -> dict[str, dict[str, Told]]:
    """What the views make now: by service and table the number, and a digest of all rows for each log with any."""
    read = logs(samples)
    found: dict[str, dict[str, Told]] = {}
    for service, views in SERVICES.items():
        own = found[service] = {view.table.name: {"version": view.version, "rows": {}} for view in views}
        for log, events in read.items():
            engine = folded(views, events)
            with engine.connect() as connection:
                for view in views:
                    (key,) = view.table.primary_key.columns
                    rows = [dict(row) for row in connection.execute(select(view.table).order_by(key)).mappings()]
                    if rows:
                        told = json.dumps(rows, default=str, sort_keys=True).encode()
                        own[view.table.name]["rows"][log] = hashlib.sha256(told).hexdigest()[:_DIGITS]
            engine.dispose()
    return found


def unnumbered(before: Told, now: dict[str, dict[str, Told]]) -> list[str]:
    """A sentence for each view that makes other rows of the same log than it did, under the same number."""
    return [
        f"{table} of {service} has other rows than before of the log {log}: raise the `version` of its view to "
        f"{then['version'] + 1}, then run: python -m tests.contract.views"
        for service in SERVICES
        for table, then in before[service].items()
        if table in now[service] and now[service][table]["version"] == then["version"]
        for log in sorted(then["rows"].keys() | now[service][table]["rows"].keys())
        if then["rows"].get(log) != now[service][table]["rows"].get(log)
    ]


def lowered(before: Told, now: dict[str, dict[str, Told]]) -> list[str]:
    """A sentence for each view, and service, whose number has become smaller: an older store would pass for a newer."""
    views = [
        f"{table} of {service} was version {then['version']} and is {now[service][table]['version']}: never lower it"
        for service in SERVICES
        for table, then in before[service].items()
        if table in now[service] and now[service][table]["version"] < then["version"]
    ]
    return views + [
        f"the views of {service} were edition {former} and are {present}: where one is taken away, raise the `version` "
        "of another by as much, and one more"
        for service in SERVICES
        if (present := _edition(now[service])) < (former := _edition(before[service])) + _fewer(before, now, service)
    ]


def _edition(told: dict[str, Told]) -> int:
    return sum(view["version"] for view in told.values())


def _fewer(before: Told, now: dict[str, dict[str, Told]], service: str) -> bool:
    return not before[service].keys() <= now[service].keys()


def unwritten(before: Told, now: dict[str, dict[str, Told]]) -> list[str]:
    """The tables about which something else, or nothing, is written down."""
    return [
        f"{table} of {service}"
        for service in SERVICES
        for table in now[service]
        if now[service][table] != before[service].get(table)
    ]


def _write() -> int:
    before = stored()
    now = present(before["samples"])
    wrong = unnumbered(before, now) + lowered(before, now)
    if wrong:
        print(*wrong, sep="\n")
        return 1
    samples = sorted(file.stem for file in GOLDEN.glob("*.json"))
    told = {"samples": samples} | present(samples)
    FILE.write_text(json.dumps(told, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(_write())
