"""Names in a path are people's own: a slash in them, encoded or not, is a part of the name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.routing import Route

from services.okr.http.application import okr_app
from shared.identity.roles import Role
from tests.nats_fixture import NatsServer
from tests.okr_kit import OkrKit, okr_kit
from tests.pairing_http import Web, web_of

TEAMS = [("営業/CS", True), ("営業/CS", False), ("R&D/営業", True), ("A/B/marks", False)]
WEEKLY = {"every": "week"}


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    async with okr_kit(nats_server) as made:
        yield made


@pytest.fixture
async def web(nats_server: NatsServer, tmp_path: Path) -> AsyncIterator[Web]:
    async with web_of(nats_server, tmp_path / "pairing.sqlite") as found:
        yield found


@pytest.mark.parametrize(("team", "encoded"), TEAMS)
async def test_a_teams_name_may_hold_a_slash(kit: OkrKit, team: str, encoded: bool) -> None:
    path = quote(team, safe="" if encoded else "/")
    await kit.done("/people", {"name": "高橋", "function": "sales", "team": team})
    set_ = await kit.put(f"/cadences/teams/{path}", WEEKLY, key="one")
    assert set_.status == 200, set_.body
    listed = (await kit.get("/cadences", params={"wait_for": set_.at})).body["items"]
    assert [each["team"] for each in listed] == [None, team]
    filled = await kit.put(f"/four-boxes/{path}", {"priorities": [{"text": "Call"}]}, key="one")
    assert filled.status == 200, filled.body
    await kit.done(f"/four-boxes/{path}/marks", {"priority": "1", "kept": True})
    shown = (await kit.get(f"/four-boxes/{path}", params={"wait_for": filled.at})).body
    assert shown["team"] == team


async def test_a_quarters_label_may_hold_a_slash(kit: OkrKit) -> None:
    both = {"start_month": 4, "label_year": "both", "since": "2024-04-01"}
    await kit.done("/calendar", both)
    made = await kit.done("/quarters", {"label": "FY24/25 Q1"})
    assert (await kit.get("/quarters/FY24/25 Q1")).id == made.id
    assert (await kit.get("/quarters/FY24%2F25%20Q1")).id == made.id
    await kit.done("/quarters/FY24%2F25%20Q1/start")
    await kit.done("/quarters/FY24/25 Q1/end")
    for what in ("report", "verify", "calibration"):
        assert (await kit.get(f"/quarters/FY24%2F25 Q1/{what}")).status == 200
    await kit.done("/quarters/FY24/25 Q1/freeze")


async def test_a_terms_label_may_hold_a_slash(web: Web) -> None:
    for path in ("/role-models/terms/前期%2F後期", "/role-models/terms/前期/後期/measures"):
        answer = await web.call("GET", path, role=Role.ADMIN)
        assert answer.json()["detail"] == "there is no term 前期/後期", "looked for, and not found"


def test_no_other_path_holds_what_people_name(kit: OkrKit) -> None:
    """Whoever adds a path with a name in it lets it hold a slash, or says here that it is an id."""
    app = okr_app(kit.okr, kit.issuer)
    parameters = {
        parameter
        for route in app.routes
        if isinstance(route, Route)
        for parameter, convertor in route.param_convertors.items()
        if type(convertor).__name__ != "PathConvertor"
    }
    ids = {"check_in", "experiment", "item", "key_result", "objective", "person", "session", "support", "thing"}
    # Channels are named by letters, digits and hyphens, guides by Tomoni.
    assert parameters <= ids | {"name"}
