"""A brief for a group's meeting: what moved in its members' own public key results, what stalled, where help is wanted.

What the group then talks about is its own: nothing is asked, kept or concluded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from services.pairing.goals.domain import CheckIn, PublicKeyResult
from services.pairing.groups.domain.openers import Language

LOOKS_BACK = timedelta(weeks=2)
"""A brief tells what moved in this time, or since the meeting before where the group meets less often."""

STALLED = timedelta(weeks=3)
"""A key result that stands where it stood for so long has stalled."""

What = Literal["moved", "stalled", "help"]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to know. `before` and `now` are values in words; `since` says from when; `sealed` is what is asked."""

    what: What
    owner: str
    title: str
    objective: str
    since: datetime
    before: str | None = None
    now: str | None = None
    sealed: str | None = None


def lines(standings: Iterable[PublicKeyResult], now: datetime, every_weeks: int) -> list[Line]:
    """The lines about these key results at `now`, what is asked for first, for a group that meets every so often."""
    back = now - max(LOOKS_BACK, timedelta(weeks=every_weeks))
    found = [line for standing in standings for line in _about(standing, now, back)]
    order: Mapping[What, int] = {"help": 0, "moved": 1, "stalled": 2}
    return sorted(found, key=lambda line: order[line.what])


def _about(standing: PublicKeyResult, now: datetime, back: datetime) -> Iterable[Line]:
    known = [each for each in standing.check_ins if each.at <= now]
    whose = standing.owner, standing.title, standing.objective
    if known and (sealed := known[-1].help_wanted) is not None:
        yield Line("help", *whose, known[-1].at, sealed=sealed)
    said = [each for each in known if each.said is not None]
    before = next((each for each in reversed(said) if each.at <= back), None)
    latest = said[-1] if said else None
    if latest is not None and latest.at > back and (before is None or before.said != latest.said):
        yield Line("moved", *whose, latest.at, before.said if before else None, latest.said)
        return
    since = _stands_since(said, standing.added)
    if now - since >= STALLED:
        yield Line("stalled", *whose, since, now=latest.said if latest else None)


def _stands_since(said: list[CheckIn], added: datetime) -> datetime:
    """When the key result came to where it stands; when it was added, where nobody ever said."""
    since = added
    for index, each in enumerate(said):
        if index == 0 or each.said != said[index - 1].said:
            since = each.at
    return since


def sentence(line: Line, name: str, asked: str | None, language: Language) -> str:
    """The line in words; `name` is the owner's, `asked` the opened text of what help is wanted."""
    day = f"{line.since:%Y-%m-%d}"
    if language == "ja":
        match line.what:
            case "help":
                return f"{name}さんの「{line.title}」({line.objective}): 助けを求めています - {asked}"
            case "moved" if line.before is None:
                return f"{name}さんの「{line.title}」({line.objective}): {line.now}になりました ({day})"
            case "moved":
                return f"{name}さんの「{line.title}」({line.objective}): {line.before} から {line.now} へ ({day})"
            case "stalled" if line.now is None:
                return f"{name}さんの「{line.title}」({line.objective}): {day} からまだ動きがありません"
            case "stalled":
                return f"{name}さんの「{line.title}」({line.objective}): {day} から {line.now} のままです"
    match line.what:
        case "help":
            return f"{name}, {line.title} ({line.objective}): asks for help - {asked}"
        case "moved" if line.before is None:
            return f"{name}, {line.title} ({line.objective}): now {line.now} ({day})"
        case "moved":
            return f"{name}, {line.title} ({line.objective}): from {line.before} to {line.now} ({day})"
        case "stalled" if line.now is None:
            return f"{name}, {line.title} ({line.objective}): nothing yet since {day}"
        case "stalled":
            return f"{name}, {line.title} ({line.objective}): at {line.now} since {day}"
