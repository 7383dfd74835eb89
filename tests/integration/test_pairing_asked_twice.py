"""What nobody is told can't be had from differences either: everything is asked before and after a private act."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.eventlog import Decider, Repository
from shared.events import AbsenceEnded, AbsenceSet, Event
from shared.identity.roles import Role
from shared.sealing.absences import absence_id
from tests.nats_fixture import NatsServer
from tests.pairing_http import Web, web_of
from tests.pairing_world import START, order, person_id

HER, OTHER = person_id("sales0"), person_id("cs0")
EVERYBODY = [person_id(f"{kind}{number}") for kind in ("sales", "cs", "dev") for number in range(3)]

PATHS = (
    *("/pool", "/programme", "/rotations", "/rotations/R-1", "/rotations/R-2", "/groups", "/groups?current=true"),
    *("/groups/G-1", "/groups/G-2", "/measures", "/pulses", "/notices", "/role-models/offers", "/role-models/terms"),
)

ROLES = (Role.MEMBER, Role.ADMIN)

Act = Callable[[Web], Awaitable[None]]


async def of_absence(web: Web, event: Event) -> None:
    ident = absence_id(web.okr.sealer, HER, 1)
    absences: Repository[None, Event] = Repository(
        web.okr.log, Decider("okr", "private/absence", None, lambda event, _: [event], lambda _, __: None)
    )
    await absences.handle(ident, event, order(f"absence/{ident}"))


async def pauses(web: Web) -> None:
    await web.service.pairing.pauses.pause(HER, HER, order(HER))


async def resumes(web: Web) -> None:
    await web.service.pairing.pauses.resume(HER, HER, order(HER))


async def opts_out(web: Web) -> None:
    await web.service.pairing.choices.opt_out(HER, HER, order(HER))


async def opts_in(web: Web) -> None:
    await web.service.pairing.choices.opt_in(HER, HER, order(HER))


async def goes(web: Web) -> None:
    await of_absence(web, AbsenceSet(begins=START.date(), until=date(2026, 8, 1)))


async def comes(web: Web) -> None:
    await of_absence(web, AbsenceEnded(on=START.date()))


async def lists_all(web: Web) -> None:
    for other in EVERYBODY:
        if other != HER:
            await web.service.pairing.exclusions.keep_apart(HER, other, HER, order(HER))


async def lists_none(web: Web) -> None:
    for other in EVERYBODY:
        if other != HER:
            await web.service.pairing.exclusions.lift(HER, other, HER, order(HER))


REASONS: tuple[tuple[Act, Act], ...] = ((pauses, resumes), (opts_out, opts_in), (goes, comes), (lists_all, lists_none))


@pytest.fixture
async def web(nats_server: NatsServer, tmp_path: Path) -> AsyncIterator[Web]:
    """Nine people in three trios, and a draft of the next ones."""
    async with web_of(nats_server, tmp_path / "pairing.sqlite") as found:
        await found.okr.company(3, 3, 3)
        await found.rotate("2026-Q2")
        await found.okr.plan("2026-Q3")
        await found.service.caught_up()
        await found.service.pairing.rotations.draft("2026-Q3", order())
        yield found


async def seen(web: Web, who: str, role: Role = Role.MEMBER) -> dict[str, Any]:
    """Everything that somebody can ask."""
    answers = {}
    for path in (*PATHS, f"/pool/{who}/exclusions", f"/pool/{who}/pause", f"/pool/{who}/choices"):
        answer = await web.call("GET", path, who=who, role=role)
        answers[path] = answer.status_code, answer.json()
    return answers


async def test_a_member_sees_no_difference_after_anybody_s_private_act(web: Web) -> None:
    before = await seen(web, OTHER)
    for act, undo in REASONS:
        await act(web)
        assert await seen(web, OTHER) == before, act.__name__
        await undo(web)
        assert await seen(web, OTHER) == before, undo.__name__


async def test_somebody_s_own_list_tells_nothing_of_the_other_s(web: Web) -> None:
    """He adds her to his own, and looks whether anything differs by her having him on hers."""

    async def tried(role: Role) -> Any:
        before = await seen(web, OTHER, role)
        await web.service.pairing.exclusions.keep_apart(OTHER, HER, OTHER, order(OTHER))
        after = await seen(web, OTHER, role)
        await web.service.pairing.exclusions.lift(OTHER, HER, OTHER, order(OTHER))
        return [path for path in before if before[path] != after[path]], after

    own = f"/pool/{OTHER}/exclusions"
    without = await tried(Role.MEMBER), await tried(Role.ADMIN)
    assert [changed for changed, _ in without] == [[own], ["/rotations/R-2", own]]
    await web.service.pairing.exclusions.keep_apart(HER, OTHER, HER, order(HER))
    drafted = (await web.call("POST", "/rotations/R-2/again", role=Role.ADMIN, body={})).json()
    assert drafted["changed"]
    changed, after = await tried(Role.ADMIN)
    assert changed == [own], "the draft that she is asked about is another one by now, and R-2 is none any more"
    paths = [path for path in after if "R-" not in path]
    assert {path: after[path] for path in paths if path not in ("/rotations",)} == {
        path: without[1][1][path] for path in paths if path not in ("/rotations",)
    }


async def test_who_is_in_no_group_looks_the_same_whatever_the_reason(web: Web) -> None:
    looks = []
    for number, (act, undo) in enumerate(REASONS, start=2):
        await act(web)
        again = await web.call("POST", f"/rotations/R-{number}/again", {"anew": True}, role=Role.ADMIN)
        assert again.status_code == 201, again.text
        shown = [(await web.call("GET", f"/rotations/R-{number + 1}", who=OTHER, role=role)).json() for role in ROLES]
        for each in list(shown):
            seated = {member["person"] for group in each.pop("proposed") for member in group["members"]}
            assert seated == set(EVERYBODY) - {HER}
            # What is the draw's own, whoever is in it.
            for name in ("id", "code", "run", "drafted", "version"):
                each.pop(name)
        for path in ("pause", "choices", "exclusions"):
            answer = await web.call("GET", f"/pool/{HER}/{path}", role=Role.ADMIN)
            shown.append(answer.json()["apart_from"] if path == "exclusions" else answer.status_code)
        looks.append(shown)
        await undo(web)
    assert looks[1:] == looks[:-1]
    _, organiser, *about_her = looks[0]
    assert about_her == [403, 403, []]
    assert (organiser["absent"], organiser["unplaced"], organiser["stale"]) == (1, [], False)


async def test_whether_a_group_met_is_not_seen_in_the_measures_before_and_after(web: Web) -> None:
    web.service.now = datetime(2026, 7, 12, 9, tzinfo=UTC)
    group = (await web.service.groups(current=True))[0]
    outsider = next(person for person in EVERYBODY if person not in group["members"])
    before = await seen(web, outsider)
    path = f"/groups/{group['group']}/meetings"
    met = await web.call("POST", path, {"week": "2026-W28"}, who=group["members"][0])
    assert met.json()["changed"]
    assert await seen(web, outsider) == before
    for version in ("1", "2", "9"):
        waited = await web.call("GET", f"/groups?wait_for=group/{group['group']}@{version}", who=outsider)
        assert waited.status_code == 200
        for method, end, body in (
            ("POST", "meetings", {"week": "2026-W28"}),
            ("PUT", "cadence", {"every_weeks": 2}),
            ("POST", "insights", {"text": "a word"}),
        ):
            path = f"/groups/{group['group']}/{end}"
            refused = await web.call(method, path, body, who=outsider, If_Match=f'"{version}"')
            assert (refused.status_code, "version" in refused.json()) == (403, False), refused.text
    # With the week, when nobody can report it any more, it counts among all others.
    web.service.now = datetime(2026, 8, 3, 9, tzinfo=UTC)
    assert (await web.call("GET", "/measures", who=outsider)).json()["adherence"] == round(1 / 3, 3)
