"""A company's year in commands, told to a running installation of any version; what a version lacks is left out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

METRIC = {"kind": "metric", "baseline": "0", "target": "10", "unit": "calls"}
ADMIN = "operator"
_PATIENCE = 60.0


@dataclass
class Teller:
    """Sends keyed commands to both services, and notes each that was carried out so that it can be sent again."""

    addresses: Mapping[str, str]
    tokens: dict[str, str]
    """By whom they name: the admin, and people as they are typed (`P-3`)."""
    noted: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def tell(self, service: str, what: str, body: object = None, *, who: str = ADMIN, key: str | None = None) -> Any:
        """One command, such as `PUT /thresholds`; its receipt, or None where this version refuses it."""
        method, path = what.split(" ")
        key = key or f"{who}-{len(self.noted) + 1}"
        headers = {"Authorization": f"Bearer {self.tokens[who]}", "Idempotency-Key": key}
        sent = {"json": body} if body is not None else {}
        answer = self._sent(method, self.addresses[service] + path, headers, sent)
        if answer.is_success:
            note = {"service": service, "who": who, "method": method, "path": path, "key": key, "body": body}
            self.noted.append(note | {"status": answer.status_code})
            return answer.json() if answer.content else None
        self.left_out.append(f"{what}: {answer.status_code} {answer.text[:200]}")
        return None

    def ask(self, service: str, path: str, *, who: str = ADMIN) -> Any:
        """The answer to a question, or None where there is none."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        answer = httpx.get(self.addresses[service] + path, headers=headers, trust_env=False, timeout=60)
        return answer.json() if answer.is_success else None

    def _sent(self, method: str, url: str, headers: dict[str, str], sent: dict[str, Any]) -> httpx.Response:
        """The answer, once the views know what the command is about."""
        deadline = time.monotonic() + 3
        while True:
            answer = httpx.request(method, url, headers=headers, trust_env=False, timeout=60, **sent)
            if answer.is_success or time.monotonic() > deadline:
                return answer
            time.sleep(1.0)


def whole_story(teller: Teller) -> None:
    """Two quarters that end frozen, what people do beside them, and buddies."""
    practice(teller, goals(teller))
    notices(teller)
    quarters_end(teller)
    buddies(teller)


def goals(teller: Teller) -> str:
    """A quarter with a link whose source is dropped, and one with a fed key result that is checked in by hand.

    Returns a key result that is worked on.
    """
    for label, start, end in (("FY25-Q4", "2025-10-01", "2025-12-31"), ("FY26-Q1", "2026-01-01", "2026-03-31")):
        teller.tell("okr", "POST /quarters", {"label": label, "start": start, "end": end})
        teller.tell("okr", f"POST /quarters/{label}/start")
    _, (east, west, both) = goal(teller, "FY25-Q4", ("East", 4), ("West", "2.5"), ("Both", None))
    teller.tell("okr", f"POST /key-results/{both}/link", {"sources": [east, west], "reason": "it is their sum"})
    teller.tell("okr", f"POST /key-results/{west}/drop")

    top, (fed,) = goal(teller, "FY26-Q1", ("Be heard", None))
    child, (calls,) = goal(teller, "FY26-Q1", ("Call everybody", 6))
    teller.tell("okr", f"POST /objectives/{child}/align", {"to": fed, "reason": "it feeds it"})
    teller.tell("okr", f"POST /key-results/{fed}/check-ins", {"value": "2.3", "confidence": 4})
    said = teller.tell("okr", f"POST /key-results/{calls}/check-ins", {"value": 7, "comment": "七割まで来た"})
    teller.tell("okr", f"POST /check-ins/{said['id']}/correction", {"value": "6.5", "reason": "one was counted twice"})
    teller.tell("okr", f"PATCH /objectives/{top}", {"title": "Be heard everywhere"})
    teller.tell("okr", f"POST /key-results/{calls}/retarget", {"measure": METRIC | {"target": "12"}, "reason": "more"})
    teller.tell("okr", f"POST /key-results/{calls}/override", {"progress": "0.5", "reason": "half of them count"})
    teller.tell("okr", "POST /private/objectives", {"title": "Sell the old house", "share": ["P-2"]}, who="P-1")
    return calls


def goal(teller: Teller, quarter: str, *measured: tuple[str, object]) -> tuple[str, list[str]]:
    """A published objective with a key result for each title and value; None is no check-in."""
    objective = teller.tell("okr", "POST /objectives", {"title": measured[0][0], "quarter": quarter, "team": "Sales"})
    added = []
    for title, value in measured:
        body = {"title": title, "measure": METRIC}
        added.append(teller.tell("okr", f"POST /objectives/{objective['id']}/key-results", body)["id"])
        if len(added) == 1:
            teller.tell("okr", f"POST /objectives/{objective['id']}/publish")
        if value is not None:
            teller.tell("okr", f"POST /key-results/{added[-1]}/check-ins", {"value": value, "confidence": 7})
    return objective["id"], added


def practice(teller: Teller, key_result: str) -> None:
    """What teams do beside their goals, with words that are sealed."""
    teller.tell("okr", "PUT /cadences/teams/Sales", {"every": "month"})
    teller.tell("okr", "POST /day/open", {"intents": [{"text": "電話を十本"}]}, who="P-1")
    teller.tell("okr", "POST /day/close", {"happened": "eight of ten", "learned": "朝がいい"}, who="P-1")
    teller.tell("okr", "PUT /day/mentors/P-2", {}, who="P-1")
    body = {
        "key_result": key_result,
        "what": "Call at nine",
        "know_by": "two more calls",
        "until": "2027-06-30",
        "owner": "P-1",
    }
    teller.tell("okr", "POST /experiments", body)
    ideal = {"ideals": [{"measure": "check-ins-on-time", "percent": "80"}]}
    teller.tell("okr", "PUT /practice/ideal", ideal)
    teller.tell(
        "okr", "POST /practice/support", {"measure": "check-ins-on-time", "words": "sat beside them"}, who="P-2"
    )
    at = {"team": "Sales", "at": "2027-01-15T08:00:00Z", "facilitator": "P-3"}
    session = teller.tell("okr", "POST /win-sessions/prepare", at | {"since": "2026-07-01T00:00:00Z"})
    if session is not None:
        wins = f"/win-sessions/{session['id']}/wins"
        teller.tell("okr", f"POST {wins}", {"words": "The first call that was returned"}, who="P-3")
        teller.tell("okr", f"POST {wins}/1/praise", {"to": ["P-2", "P-3"], "words": "ありがとう"}, who="P-1")


def notices(teller: Teller) -> None:
    """A channel that writes into a file, and somebody who doesn't want everything."""
    teller.tell("okr", "POST /notices/channels", {"name": "file", "kind": "file"})
    teller.tell("okr", "PUT /notices/choice", {"muted": ["praise"], "remind_at": 600}, who="P-2")


def quarters_end(teller: Teller) -> None:
    """Both end and are frozen; after each, groups are drawn."""
    for label in ("FY25-Q4", "FY26-Q1"):
        before = rotations(teller)
        teller.tell("okr", f"POST /quarters/{label}/end")
        until(lambda before=before: rotations(teller) > before and current_groups(teller))


def rotations(teller: Teller) -> int:
    """How many there are."""
    return len(teller.ask("pairing", "/rotations")["items"])


def current_groups(teller: Teller) -> list[dict[str, Any]]:
    """The groups that exist."""
    found: list[dict[str, Any]] = teller.ask("pairing", "/groups?current=true")["items"]
    return found


def buddies(teller: Teller) -> None:
    """Pulses, meetings, what a group tells, pauses, exclusions, role models."""
    month = f"{datetime.now(UTC):%Y-%m}"
    for number in range(1, 8):
        teller.tell("pairing", "POST /pulse", {"answer": 1 + number % 5, "month": month}, who=f"P-{number}")
    group, who = next(
        (group, typed)
        for group in current_groups(teller)
        for member in group["members"]
        for typed, person in people(teller).items()
        if person == member["person"] and typed in teller.tokens
    )
    teller.tell("pairing", f"POST /groups/{group['id']}/meetings", {"held_on": "2026-11-30"}, who=who)
    teller.tell("pairing", f"POST /groups/{group['id']}/insights", {"text": "話すと早い"}, who=who)
    teller.tell("pairing", "PUT /pool/P-4/pause", {"until": "2027-02-01"}, who="P-4")
    teller.tell("pairing", "PUT /pool/P-5/opt-out", who="P-5")
    teller.tell("pairing", "PUT /pool/P-6/wishes", {"hours": [0, 540], "languages": ["ja"]}, who="P-6")
    teller.tell("pairing", "PUT /pool/P-7/exclusions/P-8", who="P-7")
    teller.tell("pairing", "PUT /role-models/offers/P-1", {"capacity": 2, "topics": ["leading"]}, who="P-1")
    teller.tell("pairing", "PUT /role-models/offers/P-2", {"capacity": 1, "topics": ["育休"]}, who="P-2")
    teller.tell("pairing", "PUT /role-models/seekers/P-5", {"wishes": ["P-1"], "topics": ["leading"]}, who="P-5")
    teller.tell("pairing", "PUT /role-models/seekers/P-6", {"wishes": ["P-2", "P-1"]}, who="P-6")
    term = {"label": "2027-H1", "begins": "2027-01-01", "ends": "2027-07-01"}
    teller.tell("pairing", "POST /role-models/terms", term)
    teller.tell("pairing", "POST /role-models/terms/2027-H1/confirm")


def people(teller: Teller) -> dict[str, str]:
    """The ids of people, by what is typed for them."""
    return {each["number"]: each["id"] for each in teller.ask("okr", "/people")["items"]}


def until(holds: Any) -> None:
    """Wait for something that comes by itself. Raises TimeoutError after a minute."""
    deadline = time.monotonic() + _PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError("it doesn't come")
        time.sleep(0.3)
