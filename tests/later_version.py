"""Tomoni as a later version of it would be: its view of objectives has a new number, and fills its rows otherwise.

Run as ``python -m tests.later_version SECONDS COMMAND ...``; what an older version has left is let go that many seconds
after its last process.
"""

from __future__ import annotations

import sys

from services.cli import main
from services.okr.objectives.views.objectives import Objectives
from shared.events import ObjectiveDrafted, Recorded
from shared.projection import Rows, handles, tenancy

_former = Objectives.drafted


@handles(ObjectiveDrafted)
def _drafted(self: Objectives, rows: Rows, event: Recorded[ObjectiveDrafted]) -> None:
    """As before, but for the title, which later ones write large."""
    _former(self, rows, event)
    rows[event.aggregate_id]["title"] = event.data.title.upper()


Objectives.drafted = _drafted  # type: ignore[method-assign]
Objectives.version += 1

if __name__ == "__main__":
    tenancy.LET_GO_AFTER = float(sys.argv.pop(1))
    main.run()
