"""Who may do what, over HTTP: each action refused to one and done by another, as the table says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from shared.identity.roles import Role
from tests.nats_fixture import NatsServer
from tests.okr_kit import OkrKit, okr_kit

MEMBER: dict[str, Any] = {"role": Role.MEMBER}
METRIC = {"kind": "metric", "baseline": "0", "target": "10"}


@pytest.fixture
async def kit(nats_server: NatsServer) -> AsyncIterator[OkrKit]:
    async with okr_kit(nats_server) as kit:
        yield kit


@pytest.fixture
async def people(kit: OkrKit) -> dict[str, dict[str, Any]]:
    """By name, how somebody asks: olga owns the objective, ken the key result, mei manages olga, tom is in the team."""

    async def joins(name: str, **fields: Any) -> str:
        return (await kit.done("/people", {"name": name, "function": "Dev", **fields})).id

    mei = await joins("Mei")
    ids = {
        "mei": mei,
        "olga": await joins("Olga", team="East", manager=mei),
        "ken": await joins("Ken", team="West"),
        "tom": await joins("Tom", team="East"),
        "bob": await joins("Bob", team="West"),
    }
    return {name: {"subject": id_, **MEMBER} for name, id_ in ids.items()}


async def owned(kit: OkrKit, people: dict[str, Any]) -> tuple[str, str]:
    body = {"title": "Be heard", "team": "East", "owner": people["olga"]["subject"]}
    objective = (await kit.done("/objectives", body)).id
    added = {"title": "Calls", "measure": METRIC, "owner": people["ken"]["subject"]}
    key_result = (await kit.done(f"/objectives/{objective}/key-results", added, **people["tom"])).id
    return objective, key_result


async def test_each_action_is_refused_and_allowed(kit: OkrKit, people: dict[str, dict[str, Any]]) -> None:
    objective, key_result = await owned(kit, people)
    other = (await kit.done("/objectives", {"title": "Be seen"}, **people["bob"])).id
    o, k = f"/objectives/{objective}", f"/key-results/{key_result}"
    why = {"reason": "the market moved"}
    # Whom it is refused, then who does it; in an order in which an objective may live.
    steps: list[tuple[str, object, str, str]] = [
        (f"{o}/publish", None, "tom", "olga"),
        (o, {"title": "Be heard well"}, "ken", "mei"),
        (f"{o}/align", {"to": other}, "ken", "olga"),
        (f"{o}/key-results", {"title": "Mails", "measure": METRIC}, "bob", "tom"),
        (f"{k}/retarget", {"measure": METRIC | {"target": "12"}, **why}, "tom", "ken"),
        (f"{k}/reweight", {"weight": "60", **why}, "ken", "olga"),
        (f"{k}/phase", {"points": []}, "bob", "ken"),
        (f"{k}/link", {"sources": [], **why}, "tom", "ken"),
        (f"{k}/check-ins", {"value": 3}, "bob", "tom"),
        (f"{k}/override", {"progress": "0.4", **why}, "tom", "ken"),
        (f"{k}/clear-override", None, "tom", "ken"),
        (f"{k}/reassign", {"owner": people["tom"]["subject"], **why}, "bob", "ken"),
        (f"{o}/score", {"score": "0.5", "note": "half of it"}, "tom", "mei"),
        (f"{o}/post-mortem", {"text": "we learned"}, "bob", "tom"),
        (f"{o}/reopen", {"reason": "too early"}, "tom", "olga"),
        (f"{k}/move", {"objective": other, **why}, "bob", "olga"),
        (f"{o}/reassign", {"owner": people["tom"]["subject"], "team": "East", **why}, "bob", "olga"),
        (f"{o}/close", None, "olga", "tom"),
    ]
    for path, body, refused, does in steps:
        before = (await kit.okr.runtime.log.info()).state.last_seq
        method = "PATCH" if path == o else "POST"
        (await kit.send(method, path, body, **people[refused])).refused(403, "forbidden", "you may not")
        assert (await kit.okr.runtime.log.info()).state.last_seq == before, path
        done = await kit.send(method, path, body, **people[does])
        assert done.status in (200, 201), done.response.text


async def test_check_ins_are_their_authors_and_admins_and_reviewed_by_others(
    kit: OkrKit, people: dict[str, dict[str, Any]]
) -> None:
    objective, key_result = await owned(kit, people)
    await kit.done(f"/objectives/{objective}/publish", **people["olga"])
    said = (await kit.done(f"/key-results/{key_result}/check-ins", {"value": 3}, **people["tom"])).id
    path = f"/check-ins/{said}"
    for name in ("olga", "ken", "mei", "bob"):
        (await kit.post(f"{path}/correction", {"value": 4}, **people[name])).refused(
            403, "forbidden", "whoever made it"
        )
    for name in ("ken", "bob"):
        (await kit.post(f"{path}/acknowledge", **people[name])).refused(403, "forbidden", "you may not acknowledge")
    await kit.done(f"{path}/correction", {"value": 4}, **people["tom"])
    await kit.done(f"{path}/correction", {"value": 5})
    await kit.done(f"{path}/acknowledge", **people["mei"])
    meter: dict[str, Any] = {"subject": "meter", "role": Role.SERVICE}
    await kit.done(f"/key-results/{key_result}/check-ins", {"value": 6}, **meter)
    await kit.done(f"/key-results/{key_result}/drop", **people["ken"])


async def test_a_new_manager_and_a_new_team_count_at_once(kit: OkrKit, people: dict[str, dict[str, Any]]) -> None:
    objective, key_result = await owned(kit, people)
    bob, olga = people["bob"], people["olga"]["subject"]
    (await kit.post(f"/objectives/{objective}/publish", **bob)).refused(403, "forbidden")
    moved = {"function": "Dev", "team": "East", "manager": bob["subject"]}
    await kit.done(f"/people/{olga}/move", moved)
    await kit.done(f"/objectives/{objective}/publish", **bob)
    (await kit.post(f"/key-results/{key_result}/check-ins", {"value": 1}, **people["mei"])).refused(403, "forbidden")
    await kit.done(f"/people/{people['mei']['subject']}/move", {"function": "Dev", "team": "East"})
    await kit.done(f"/key-results/{key_result}/check-ins", {"value": 1}, **people["mei"])


async def test_nobody_is_locked_out_when_the_owner_leaves(kit: OkrKit, people: dict[str, dict[str, Any]]) -> None:
    objective, _ = await owned(kit, people)
    (await kit.post(f"/objectives/{objective}/publish", **people["tom"])).refused(403, "forbidden")
    await kit.done(f"/people/{people['olga']['subject']}/leave")
    (await kit.post(f"/objectives/{objective}/publish", **people["bob"])).refused(403, "forbidden")
    await kit.done(f"/objectives/{objective}/publish", **people["tom"])


async def test_the_companys_matters_are_for_admins_also_behind_the_edge(
    kit: OkrKit, people: dict[str, dict[str, Any]]
) -> None:
    quarter = await kit.running_quarter()
    for path, body in (
        ("/quarters", {"label": "2026-Q4", "start": "2026-10-01", "end": "2026-12-31"}),
        (f"/quarters/{quarter}/end", None),
        (f"/quarters/{quarter}/freeze", None),
        ("/calendar", {"start_month": 4, "label_year": "start", "since": "2026-08-01"}),
        ("/people", {"name": "Eve", "function": "Dev"}),
    ):
        (await kit.post(path, body, **people["olga"])).refused(403, "not-allowed")
