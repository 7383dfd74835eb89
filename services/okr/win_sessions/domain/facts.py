"""What is known of a key result at both ends of a while: what its win is worked out from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.okr.kernel.arithmetic import Said
from shared.events import Measure


@dataclass(frozen=True, slots=True)
class KnownCheckIn:
    """A check-in as it was known at a moment. `source` is the event that made it say so, `new` whether since then."""

    said: Said
    confidence: int | None
    by: str
    time: datetime
    source: str
    new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A key result of which something was said: all that counted `before`, and all that counts `after`.

    Both in effective order. `planned` is how many check-ins its period should have. One that nobody speaks of by
    `quiet_from` is a quiet one. From `sure_from` on, a confidence is yellow.
    """

    key_result: str
    objective: str
    measure: Measure
    planned: int | None
    owner: str | None
    before: Sequence[KnownCheckIn]
    after: Sequence[KnownCheckIn]
    quiet_from: datetime | None
    sure_from: int

    def confidences(self) -> tuple[int | None, int | None, int | None]:
        """How sure one was before (or when it was first said), how sure one is, and when one was least so.

        None each where nobody said anything new of it.
        """
        before = [each.confidence for each in self.before if each.confidence is not None][-1:]
        since = [each.confidence for each in self.after if each.new and each.confidence is not None]
        if not since:
            return None, None, None
        last = [each.confidence for each in self.after if each.confidence is not None][-1]
        return (before or since)[0], last, min([*before, *since])
