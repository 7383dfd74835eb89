"""A message as it leaves: names and words are opened at the last moment, so whoever was forgotten is told of no more.

Who has left since it was made, and what doesn't hold any more, is left out; where nothing is left, nothing leaves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Connection

from services.okr.company.view import zone_on
from services.okr.notices import queries as notifying, words
from services.okr.notices.planned import LEAD, ORGANISERS, REVIEWER
from services.okr.notices.recipients import Holding
from services.okr.notices.view import session
from services.okr.people import view as people
from shared.outbox.channel import Channel
from shared.outbox.queue import Message
from shared.outbox.results import Delivery
from shared.runtime import Runtime

Words = Mapping[str, Any]


class Writer:
    """Makes the letters of one service."""

    def __init__(self, runtime: Runtime) -> None:
        self._store, self._sealer, self._setting = runtime.store, runtime.sealer, runtime.settings.zone

    async def write(self, message: Message, channel: Channel) -> Delivery | None:
        """The letter, in the channel's language; None where there is nobody left to tell, or nothing."""
        facts, numbers, sealed = await asyncio.to_thread(self._gathered, message)
        if not facts:
            return None
        opened = await self._sealer.open_all(list(sealed.values()))
        names = {key: text or "" for key, text in zip(sealed, opened, strict=True)}
        lines = list(dict.fromkeys(_line(channel.lang, each, names) for each in facts))
        reminders = message.kind == "reminders"
        text = words.listed(channel.lang, names[facts[0]["person"]], sorted(lines)) if reminders else "\n".join(lines)
        shown = [_shown(each, numbers, names) for each in facts]
        about = {person for each in facts for person in _people_in(each)}
        about = about.union(*map(self._sealer.whose, sealed.values()))
        return Delivery(message.id, message.kind, text, {"notices": shown}, message.created, frozenset(about))

    def _gathered(self, message: Message) -> tuple[list[dict[str, Any]], dict[str, str], dict[str, str | None]]:
        """What still holds, with what its sentences say; the numbers of people; the sealed names and words."""
        with self._store.read() as connection:
            here = notifying.here(connection, of=[each["person"] for each in message.notices])
            holding, subjects = Holding(connection), dict[str, dict[str, Any] | None]()
            zone = zone_on(connection, message.created, self._setting)
            found = []
            for each in message.notices:
                event, kind, facts = each["event"], each["kind"], each["facts"]
                told = each["person"] in here or each["whom"] == ORGANISERS
                if told and holding.holds(event, kind, facts):
                    if event not in subjects:
                        subjects[event] = _subject(connection, kind, facts, zone)
                    if (more := subjects[event]) is not None:
                        found.append({**each, **more})
            named = {person for each in found for person in _people_in(each)}
            sealed: dict[str, str | None] = {**people.names(connection, named)}
        for each in found:
            if each["facts"].get("words") is not None:
                sealed[f"words:{each['event']}"] = each["facts"]["words"]
            if "what" in each:
                sealed[f"what:{each['event']}"] = each["what"]
        return found, {person: f"P-{each.number}" for person, each in here.items()}, sealed


def _subject(connection: Connection, kind: str, facts: Words, zone: tzinfo) -> dict[str, Any] | None:
    """What the views know of what a notice is about; None where they know nothing."""
    match kind:
        case "check-in-due" | "check-in-missed":
            goal = notifying.goal(connection, facts["key_result"])
            return None if goal is None else {"goal": f"KR-{goal.number} “{goal.title}”", "number": f"KR-{goal.number}"}
        case "experiment-overdue":
            trial = notifying.experiment(connection, facts["experiment"])
            return None if trial is None else {"number": f"E-{trial.number}", "what": trial.what, "tried_by": trial.by}
        case "win-session":
            row = session(connection, facts["session"])
            return None if row is None else {"session": dict(row) | {"at": row["at"].astimezone(zone)}}
        case _:
            return {}


def _people_in(each: Words) -> list[str]:
    facts = each["facts"]
    named = [] if each["person"] is None else [each["person"]]
    named += [*facts.get("answering", ()), *facts.get("to", ())]
    named += [facts["by"]] if "by" in facts else []
    named += [each["tried_by"]] if "tried_by" in each else []
    return named + ([each["session"]["facilitator"]] if "session" in each else [])


def _line(lang: words.Lang, each: Words, names: Mapping[str, str]) -> str:
    facts = each["facts"]
    match each["kind"]:
        case "check-in-due":
            return words.check_in_due(lang, each["goal"], facts["due"])
        case "check-in-missed":
            others = ", ".join(names.get(person, "") for person in facts["answering"])
            whose = others if each["whom"] in (REVIEWER, LEAD) else None
            return words.check_in_missed(lang, each["goal"], facts["due"], whose)
        case "experiment-overdue":
            return words.experiment_overdue(lang, each["number"], names[f"what:{each['event']}"], facts["until"])
        case "praise":
            to = [names.get(person, "") for person in facts["to"]]
            return words.praise(lang, names.get(facts["by"], "?"), to, names.get(f"words:{each['event']}"))
        case "rotation-not-drawn":
            return words.rotation_not_drawn(lang, facts["label"], facts["because"])
        case _:
            row = each["session"]
            at: datetime = row["at"]
            led_by = names.get(row["facilitator"], "?")
            return words.win_session(lang, row["team"], at, row["minutes"], led_by, row["over"] == "cancelled")


def _shown(each: Words, numbers: Mapping[str, str], names: Mapping[str, str]) -> dict[str, Any]:
    """One notice as data: ids, numbers that people know, and nothing sealed."""
    facts, person = each["facts"], each["person"]
    told = {"id": each["notice"], "event": each["event"], "kind": each["kind"]}
    if person is None:
        return told | {
            "whom": each["whom"],
            "after": facts["after"],
            "label": facts["label"],
            "because": facts["because"],
        }
    told |= {"person": person, "number": numbers[person], "name": names.get(person, "")}
    if each["kind"] == "check-in-missed":
        told["step"] = each["whom"] if each["whom"] in (REVIEWER, LEAD) else "owner"
    named: Sequence[str] = ("key_result", "due", "experiment", "until", "session", "by")
    return told | {name: facts[name] for name in named if name in facts}
