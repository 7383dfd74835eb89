"""pairing's permissions over HTTP, cell by cell: each endpoint by each role, about what is his own and what isn't."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from services.pairing.http.permitted import ENDPOINTS, Whose, may, table
from shared.events import MeetingHeld
from shared.identity.roles import Role
from shared.projection import Row
from tests.nats_fixture import NatsServer
from tests.pairing_http import Web, assert_problem, web_of
from tests.pairing_world import person_id

HER, STRANGER = person_id("sales0"), "stranger"

BODIES: dict[str, Any] = {
    "/groups/{group}/meetings": {"week": "2026-W28"},
    "/groups/{group}/insights": {"text": "words"},
    "/groups/{group}/cadence": {"every_weeks": 2},
    "/pool/{person}/pause": {},
    "/pool/{person}/wishes": {},
    "/pulse": {"answer": 4},
    "/role-models/offers/{person}": {"capacity": 1, "topics": []},
    "/role-models/seekers/{person}": {"topics": [], "wishes": []},
}
"""What gets as far as the rule that looks at who asks; the other endpoints look at the role alone."""


@pytest.fixture
async def web(nats_server: NatsServer, tmp_path: Path) -> AsyncIterator[Web]:
    async with web_of(nats_server, tmp_path / "pairing.sqlite") as found:
        await found.okr.company(2, 2, 2)
        yield found


def served(web: Web) -> set[tuple[str, str]]:
    """The endpoints of the service itself, beside those that every service has."""
    paths = web.app.openapi()["paths"].items()
    every = ((method, path, what["tags"]) for path, methods in paths for method, what in methods.items())
    return {(method.upper(), path) for method, path, tags in every if not {"health", "identity"} & set(tags)}


async def test_every_endpoint_has_a_row(web: Web) -> None:
    assert served(web) == set(ENDPOINTS)


async def test_every_cell(web: Web) -> None:
    groups = await web.rotate("2026-Q2")
    (group,) = [each for each in groups if HER in each["members"]]
    for method, path in ENDPOINTS:
        for role in Role:
            for own in (True, False):
                answer = await asked(web, method, path, role, own, group)
                expected = may(role, method, path, own=own)
                cell = f"{method} {path} by {role}, {'own' if own else 'not own'}: {answer.status_code} {answer.text}"
                if ENDPOINTS[method, path][1] is Whose.POOL and role in (Role.ADMIN, Role.MEMBER) and not own:
                    assert_problem(answer, 404, "not-found", "nobody stranger in the pool")
                elif expected:
                    assert answer.status_code not in (401, 403), cell
                else:
                    assert answer.status_code == 403, cell
        unsigned = await web.client.request(
            method, path.format(group="G-1", person="P-1", rotation="R-1", other="P-2", term="T")
        )
        assert unsigned.status_code == 401, f"{method} {path} without a token"


async def asked(web: Web, method: str, path: str, role: Role, own: bool, group: Row) -> Any:
    named = path.format(group=group["group"], person=HER, rotation="R-1", other=person_id("dev1"), term="2026-H2")
    body = BODIES.get(path) if method != "GET" else None
    return await web.call(method, named, body, who=HER if own else STRANGER, role=role)


async def test_how_often_a_group_met_is_told_to_it_and_to_admins(web: Web) -> None:
    group, other = await web.rotate("2026-Q2")
    path, member = f"/groups/{group['group']}", group["members"][0]
    assert (await web.call("POST", f"{path}/meetings", {"week": "2026-W28"}, who=member)).is_success
    assert len(await web.service.events(MeetingHeld)) == 1
    for who, role, within in (
        (member, Role.MEMBER, True),
        ("boss", Role.ADMIN, True),
        (other["members"][0], Role.MEMBER, False),
        ("auditor", Role.AUDITOR, False),
        ("program", Role.SERVICE, False),
    ):
        shown = (await web.call("GET", path, who=who, role=role)).json()
        told = (shown["meetings"], shown["last_week"], shown["weeks"])
        assert told == ((1, "2026-W28", ["2026-W28"]) if within else (None, None, None)), role
        listed = (await web.call("GET", "/groups", who=who, role=role)).json()["items"]
        assert [each["meetings"] for each in listed if each["id"] == group["group"]] == [1 if within else None]


def test_the_table_has_a_line_for_each_endpoint_and_a_column_for_each_role() -> None:
    lines = table().splitlines()
    assert len(lines) == len(ENDPOINTS) + 2
    assert {line.count("|") for line in lines} == {len(Role) + 2}
    assert "| `POST /groups/{group}/meetings` | of the group | of the group |  |  |  |" in lines
    assert "| `PUT /pool/{person}/pause` | yes | the person |  |  |  |" in lines
