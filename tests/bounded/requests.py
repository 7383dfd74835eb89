"""A request for every operation of both services' own pages, in the order in which they are sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_WHY = "It is so"
_METRIC = {"kind": "metric", "baseline": "0", "target": "10"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an operation is asked: its body, and each of the `queries` once.

    `{names}` in the path, a query or a body stand for what is known, or is said otherwise here (`where`); the answer's
    id, or what is at `kept_at` in it, is known to those that follow as `keeps`.
    """

    body: Any = None
    queries: tuple[str, ...] = ("",)
    where: Mapping[str, str] = field(default_factory=dict)
    keeps: str | None = None
    kept_at: tuple[str | int, ...] = ("id",)


_NOTHING = Asked()
_PRIVATE = {"objective": "{private}", "thing": "{private}"}
_DRAFTED = {"objective": "{drafted}"}
_MEASURED = {"key_result": "{measured}"}

OKR: dict[str, Asked] = {
    **dict.fromkeys(("GET /metrics", "GET /livez", "GET /readyz", "GET /whoami"), _NOTHING),
    "GET /quarters": _NOTHING,
    "GET /quarters/{quarter}": _NOTHING,
    "POST /quarters": Asked({"label": "2026-Q3", "start": "2026-07-01", "end": "2026-09-30"}),
    "POST /quarters/{quarter}/start": Asked(where={"quarter": "2026-Q3"}),
    "POST /people": Asked({"name": "Sato Ken", "function": "dev", "team": "Team 3"}, keeps="joined"),
    "GET /people": Asked(queries=("?limit=200", "?former=true")),
    "GET /people/{person}": _NOTHING,
    "POST /people/{person}/move": Asked({"function": "cs", "team": "Team 4"}, where={"person": "{joined}"}),
    "POST /people/{person}/rename": Asked({"name": "Suzuki Ken"}, where={"person": "{joined}"}),
    "POST /objectives": Asked({"title": "Be heard", "quarter": "2026-Q2", "team": "Team 3"}, keeps="drafted"),
    "GET /objectives": Asked(
        queries=("?limit=200", "?quarter=2026-Q2&limit=200"), keeps="open", kept_at=("items", 0, "id")
    ),
    "GET /objectives/{objective}": _NOTHING,
    "PATCH /objectives/{objective}": Asked({"title": "Be heard more"}, where=_DRAFTED),
    "POST /objectives/{objective}/key-results": Asked(
        {"title": "Calls", "measure": _METRIC}, where=_DRAFTED, keeps="measured"
    ),
    "POST /objectives/{objective}/publish": Asked(where=_DRAFTED),
    "GET /key-results/{key_result}": _NOTHING,
    "PATCH /key-results/{key_result}": Asked({"title": "Calls a week"}, where=_MEASURED),
    "POST /key-results/{key_result}/check-ins": Asked(
        {"value": 3, "confidence": 7, "comment": "Three came back."}, where=_MEASURED, keeps="check_in"
    ),
    "GET /key-results/{key_result}/check-ins": Asked(queries=("?limit=200",), keeps="read", kept_at=("items", 0, "id")),
    "GET /check-ins/{check_in}": _NOTHING,
    "POST /check-ins/{check_in}/correction": Asked({"value": 4, "confidence": 6}),
    "POST /check-ins/{check_in}/acknowledge": Asked(where={"check_in": "{read}"}),
    "POST /check-ins/{check_in}/retraction": _NOTHING,
    "GET /key-results/{key_result}/missed": _NOTHING,
    "GET /board": Asked(
        queries=("", "?quarter=2026-Q2", "?as_of=2026-01-15", "?known_at=2026-03-15", "?as_of=2026-06-10")
    ),
    "GET /tree": Asked(queries=("", "?quarter=2026-Q2", "?as_of=2025-08-15", "?known_at=2026-05-15")),
    "GET /compare": Asked(
        queries=(
            "?from=2025-02-01&to=2026-05-01",
            "?from=2025-02-01&to=2026-05-01&clock=known",
            "?from=2026-04-01&to=2026-05-01",
        )
    ),
    "GET /key-results/{key_result}/explain": Asked(queries=("", "?as_of=2025-02-01")),
    "GET /objectives/{objective}/explain": Asked(queries=("", "?as_of=2025-02-01")),
    "GET /key-results/{key_result}/proof": Asked(queries=("", "?as_of=2025-02-01")),
    "GET /objectives/{objective}/proof": Asked(queries=("", "?as_of=2025-02-01")),
    "GET /key-results/{key_result}/ledger": _NOTHING,
    "GET /objectives/{objective}/ledger": _NOTHING,
    "GET /warnings": Asked(queries=("", "?quarter=2026-Q2")),
    "GET /insights": Asked(queries=("", "?quarter=2026-Q2")),
    "GET /calibration": Asked(queries=("", "?quarter=2026-Q1")),
    "GET /quarters/{quarter}/calibration": Asked(where={"quarter": "2026-Q1"}),
    "GET /quarters/{quarter}/report": Asked(queries=("", "?rules=tomoni/1")),
    "GET /cadences": _NOTHING,
    "PUT /cadences/teams/{team}": Asked({"every": "week"}),
    "PUT /cadences/people/{person}": Asked({"every": "month"}),
    "GET /calendar": _NOTHING,
    "POST /calendar": Asked({"start_month": 4, "label_year": "start", "since": "2027-04-01"}),
    "GET /periods": Asked(queries=("?from=2025-01-01&to=2026-12-31",)),
    "GET /thresholds": _NOTHING,
    "PUT /thresholds": Asked({"stale_days": 15}),
    "POST /day/open": Asked({"intents": [{"text": "Call three customers"}]}),
    "POST /day/close": Asked({"happened": "Called four", "learned": "Mornings are better"}),
    "GET /day": _NOTHING,
    "PUT /day/mentors/{person}": Asked({}),
    "GET /day/mentors": _NOTHING,
    "DELETE /day/mentors/{person}": _NOTHING,
    "GET /day/mentees": _NOTHING,
    "GET /day/kept": _NOTHING,
    "POST /experiments": Asked(
        {"key_result": "{measured}", "what": "Ask at once", "know_by": "five answer", "until": "{soon}"},
        keeps="experiment",
    ),
    "GET /experiments": Asked(queries=("", "?state=concluded&limit=200")),
    "GET /experiments/{experiment}": _NOTHING,
    "POST /experiments/{experiment}/extend": Asked({"until": "{later}"}),
    "POST /experiments/{experiment}/conclude": Asked({"outcome": "kept", "learned": "They do."}),
    "GET /learnings": Asked(queries=("", "?words=answers&limit=200")),
    "POST /key-results/{key_result}/retarget": Asked(
        {"measure": _METRIC | {"target": "12"}, "reason": _WHY}, where=_MEASURED
    ),
    "POST /key-results/{key_result}/reweight": Asked({"weight": "50", "reason": _WHY}, where=_MEASURED),
    "POST /key-results/{key_result}/reassign": Asked({"owner": "P-2", "reason": _WHY}, where=_MEASURED),
    "POST /key-results/{key_result}/phase": Asked(
        {"points": [{"day": "2026-05-31", "progress": "0.2"}]}, where=_MEASURED
    ),
    "POST /key-results/{key_result}/override": Asked({"progress": "0.4", "reason": "Seen"}, where=_MEASURED),
    "POST /key-results/{key_result}/clear-override": Asked(where=_MEASURED),
    "POST /key-results/{key_result}/link": Asked({"sources": []}, where=_MEASURED),
    "POST /objectives/{objective}/reassign": Asked({"owner": "P-2", "team": "Team 3", "reason": _WHY}, where=_DRAFTED),
    "POST /objectives/{objective}/align": Asked({"to": "{open}", "reason": _WHY}, where=_DRAFTED),
    "GET /objectives/{objective}/lineage": _NOTHING,
    "GET /objectives/{objective}/score": _NOTHING,
    "GET /access": _NOTHING,
    "GET /people/{person}/access": _NOTHING,
    "GET /me/key-results": _NOTHING,
    "POST /me/check-ins": Asked({"check_ins": [{"key_result": "{measured}", "value": 5}]}),
    "GET /help-wanted": Asked(queries=("?limit=200",)),
    "POST /private/objectives": Asked({"title": "Ours", "quarter": "2026-Q2"}, keeps="private"),
    "GET /private/objectives": _NOTHING,
    "POST /private/objectives/{objective}/share": Asked({"people": ["P-2"]}, where=_PRIVATE),
    "GET /private/objectives/{objective}": Asked(where=_PRIVATE),
    "GET /private/objectives/{objective}/ledger": Asked(where=_PRIVATE),
    "GET /private/objectives/{thing}/explain": Asked(where=_PRIVATE),
    "GET /private/objectives/{thing}/proof": Asked(where=_PRIVATE),
    "GET /notices/choice": _NOTHING,
    "PUT /notices/choice": Asked({"muted": []}),
    "POST /notices/channels": Asked({"name": "paper", "kind": "file"}),
    "GET /notices/channels": _NOTHING,
    "POST /notices/channels/{name}/test": Asked(where={"name": "paper"}),
    "GET /notices/messages": _NOTHING,
    "POST /notices/retry": _NOTHING,
    "DELETE /notices/channels/{name}": Asked(where={"name": "paper"}),
    "PUT /absence": Asked({"until": "{later}"}),
    "GET /absence": _NOTHING,
    "DELETE /absence": _NOTHING,
    "GET /wins": Asked(queries=("?quarter=2026-Q1&top=50",)),
    "PUT /four-boxes/{team}": Asked({"priorities": [{"text": "Call"}]}),
    "GET /four-boxes": _NOTHING,
    "GET /four-boxes/{team}": _NOTHING,
    "POST /win-sessions": Asked({"team": "{team}", "at": "{later}T10:00:00Z", "facilitator": "P-2"}, keeps="other"),
    "POST /win-sessions/{session}/cancel": Asked({}, where={"session": "{other}"}),
    "POST /win-sessions/prepare": Asked({"at": "{later}T10:00:00Z", "since": "2026-04-01T00:00:00Z"}, keeps="session"),
    "GET /win-sessions": Asked(queries=("?limit=200",)),
    "GET /win-sessions/{session}": _NOTHING,
    "POST /win-sessions/{session}/wins": Asked({"words": "We dared to ask."}, keeps="item"),
    "POST /win-sessions/{session}/wins/{item}/words": Asked({"words": "We asked."}),
    "POST /win-sessions/{session}/arrange": Asked({"items": [{"item": "{item}"}]}),
    "POST /win-sessions/{session}/open": _NOTHING,
    "POST /win-sessions/{session}/wins/{item}/withdraw": _NOTHING,
    "POST /win-sessions/{session}/close": Asked({}),
    "GET /win-sessions/{session}/minutes": _NOTHING,
    "GET /practice": Asked(queries=("", "?team=Team%203")),
    "PUT /practice/ideal": Asked({"ideals": [{"measure": "sessions-held", "percent": "80"}]}),
    "GET /practice/gaps": _NOTHING,
    "POST /practice/support": Asked({"measure": "sessions-held", "words": "Sat with them"}, keeps="support"),
    "GET /practice/support": _NOTHING,
    "GET /practice/support/{support}": _NOTHING,
    "GET /guides": _NOTHING,
    "GET /guides/{name}": Asked(where={"name": "check-ins"}),
    "POST /key-results/{key_result}/move": Asked({"objective": "{open}", "reason": _WHY}, where=_MEASURED),
    "POST /key-results/{key_result}/drop": Asked(where=_MEASURED),
    "POST /objectives/{objective}/score": Asked({"score": "0.4", "note": _WHY}, where=_DRAFTED),
    "POST /objectives/{objective}/close": Asked(where=_DRAFTED),
    "POST /objectives/{objective}/post-mortem": Asked({"text": "Too few calls"}, where=_DRAFTED),
    "POST /objectives/{objective}/reopen": Asked({"reason": "It goes on"}, where=_DRAFTED),
    "POST /objectives/{objective}/move": Asked({"quarter": "2026-Q3", "reason": _WHY}, where=_DRAFTED),
    "POST /objectives/{objective}/carry-over": Asked({"quarter": "2026-Q3"}),
    "POST /quarters/{quarter}/end": _NOTHING,
    "POST /quarters/{quarter}/freeze": _NOTHING,
    "GET /quarters/{quarter}/verify": _NOTHING,
    "POST /people/{person}/leave": Asked(where={"person": "{joined}"}),
    "POST /people/{person}/forget": Asked(where={"person": "{joined}"}),
}

OKR_LEFT_OUT: dict[str, str] = {
    "POST /win-sessions/{session}/wins/{item}/praise": "nobody praises himself, and one token asks here; as a command",
    "POST /four-boxes/{team}/marks": "one row is written, as by filling the boxes",
    "GET /private/key-results/{thing}/explain": "as for the private objective that it belongs to",
    "GET /private/key-results/{thing}/proof": "as for the private objective that it belongs to",
    "DELETE /access": "ends what asks here",
    "DELETE /access/{access}": "ends what asks here, or writes one row",
    "POST /people/{person}/invitation": "one row is written, as by the command sign-in",
    "GET /private/key-results/{key_result}/check-ins": "as for the private objective that it belongs to",
}

_TERM = {"label": "2026-H2", "begins": "2026-07-01", "ends": "2026-12-31"}
_OTHER = {"other": "P-9"}
_OWN = {"group": "{own_group}"}

PAIRING: dict[str, Asked] = {
    **dict.fromkeys(("GET /metrics", "GET /livez", "GET /readyz", "GET /whoami"), _NOTHING),
    "GET /groups": Asked(queries=("?limit=200", "?current=true"), keeps="group", kept_at=("items", 0, "id")),
    "GET /groups/{group}": _NOTHING,
    "GET /groups/{group}/calendar.ics": _NOTHING,
    "GET /groups/{group}/notices": Asked(where=_OWN),
    "GET /groups/{group}/brief": Asked(where=_OWN),
    "POST /groups/{group}/meetings": Asked({"held_on": "{today}"}, where=_OWN),
    "POST /groups/{group}/insights": Asked({"text": "Ask early"}, where=_OWN),
    "PUT /groups/{group}/cadence": Asked({"every_weeks": 2}, where=_OWN),
    "GET /notices": _NOTHING,
    "GET /pool": Asked(queries=("?limit=200",)),
    "GET /programme": _NOTHING,
    "PUT /programme": Asked({"name": "buddies", "functions": ["sales", "cs", "dev"], "approval": "organiser"}),
    "GET /rotations": _NOTHING,
    "POST /rotations": Asked({"after": "2026-Q2"}, keeps="rotation"),
    "POST /rotations/{rotation}/again": Asked({"anew": True}, keeps="rotation"),
    "GET /rotations/{rotation}": _NOTHING,
    "GET /rotations/{rotation}/swap": Asked(queries=("?one=P-1&other=P-4",)),
    "POST /rotations/{rotation}/discard": _NOTHING,
    "GET /simulation": Asked(queries=("?quarters=4",)),
    "GET /measures": Asked(queries=("", "?quarter=2026-Q1")),
    "GET /pool/{person}/pause": Asked(where={"person": "P-1"}),
    "PUT /pool/{person}/pause": Asked({"until": "{later}"}, where={"person": "P-1"}),
    "DELETE /pool/{person}/pause": Asked(where={"person": "P-1"}),
    "GET /pool/{person}/choices": Asked(where={"person": "P-1"}),
    "PUT /pool/{person}/opt-out": Asked(where={"person": "P-1"}),
    "DELETE /pool/{person}/opt-out": Asked(where={"person": "P-1"}),
    "PUT /pool/{person}/wishes": Asked({"office": "Tokyo"}, where={"person": "P-1"}),
    "PUT /pool/{person}/exclusions/{other}": Asked(where={"person": "P-1"} | _OTHER),
    "GET /pool/{person}/exclusions": Asked(where={"person": "P-1"}),
    "GET /exclusions": _NOTHING,
    "DELETE /pool/{person}/exclusions/{other}": Asked(where={"person": "P-1"} | _OTHER),
    "GET /pulse": _NOTHING,
    "GET /pulses": _NOTHING,
    "POST /pulse": Asked({"answer": 4}),
    "PUT /role-models/offers/{person}": Asked({"capacity": 2, "topics": ["sales"]}, where={"person": "P-1"}),
    "GET /role-models/offers": _NOTHING,
    "PUT /role-models/seekers/{person}": Asked({"topics": ["sales"]}, where={"person": "P-2"}),
    "GET /role-models/seekers/{person}": Asked(where={"person": "P-2"}),
    "POST /role-models/terms": Asked(_TERM, keeps="term"),
    "GET /role-models/terms": _NOTHING,
    "GET /role-models/terms/{term}": _NOTHING,
    "POST /role-models/terms/{term}/confirm": _NOTHING,
    "GET /role-models/terms/{term}/measures": _NOTHING,
    "POST /role-models/terms/{term}/end": _NOTHING,
    "DELETE /role-models/seekers/{person}": Asked(where={"person": "P-2"}),
    "DELETE /role-models/offers/{person}": Asked(where={"person": "P-1"}),
}

PAIRING_LEFT_OUT: dict[str, str] = {
    "POST /rotations/{rotation}/confirm": "would need a second draft; the command of its name is run",
    "POST /role-models/terms/{term}/discard": "would need a second draft; the command of its name is run",
}
