"""Role models, seekers and terms: what is decided, what the views show, what the measures tell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from services.pairing.role_models.domain import offer as role_model, seeker, term
from services.pairing.role_models.domain.term import CHUNK, ConfirmTerm, DiscardTerm, DraftTerm, EndTerm, Term, term_id
from services.pairing.role_models.handlers_seekers import tidy
from services.pairing.role_models.measures import Measures, measures
from services.pairing.role_models.views import offers as role_models, terms
from services.pairing.rotations.domain import Stage
from shared.events import (
    Event,
    Invalid,
    MemberResumed,
    NotFound,
    Placement,
    PlacementsProposed,
    RoleModelOffered,
    RoleModelWithdrawn,
    Sealed,
    SeekerJoined,
    SeekerWithdrawn,
    TermConfirmed,
    TermDiscarded,
    TermDrafted,
    TermEnded,
    WrongState,
)
from shared.projection import fold_into, memory_engine
from tests.core_kit import record

BEGINS, ENDS = date(2026, 10, 1), date(2027, 4, 1)
DRAFTED = TermDrafted(
    programme="p",
    label="2026-H2",
    begins=BEGINS,
    ends=ENDS,
    method="stable",
    pool="as it is",
    seekers=8,
    role_models=3,
    places=6,
    placed=6,
    total_rank=9,
    blocking=0,
    most_placed=6,
    least_total_rank=8,
    proved=True,
    wishing=6,
    first_wishes=4,
)


def drafted(**changes: Any) -> TermDrafted:
    return msgspec.structs.replace(DRAFTED, **changes)


def after(*events: Event) -> Term:
    state = Term()
    for event in events:
        state = term.evolve(state, event)
    return state


def test_offering() -> None:
    offered = RoleModelOffered(capacity=2, topics=("t",), words=Sealed("w"))
    offer = role_model.Offer(2, ("t",), Sealed("w"))
    assert role_model.decide(offer, role_model.RoleModel()) == [offered]
    state = role_model.evolve(role_model.RoleModel(), offered)
    assert role_model.decide(role_model.Offer(2, ("t",), Sealed("sealed anew")), state) == []
    assert role_model.decide(role_model.Offer(3, ("t",)), state) == [RoleModelOffered(capacity=3, topics=("t",))]
    assert role_model.decide(role_model.Withdraw(), state) == [RoleModelWithdrawn()]
    assert role_model.decide(role_model.Withdraw(), role_model.evolve(state, RoleModelWithdrawn())) == []
    assert role_model.evolve(state, MemberResumed()) == state


@pytest.mark.parametrize("capacity", [0, -1, 51])
def test_places_that_nobody_can_offer(capacity: int) -> None:
    with pytest.raises(Invalid, match=f"for {capacity} people is not possible; offer from 1 to 50 places"):
        role_model.decide(role_model.Offer(capacity), role_model.RoleModel())


def test_seeking() -> None:
    seek = seeker.Seek("me", ("a", "b"), ("t",))
    joined = SeekerJoined(wishes=("a", "b"), topics=("t",))
    assert seeker.decide(seek, seeker.Seeker()) == [joined]
    state = seeker.evolve(seeker.Seeker(), joined)
    assert seeker.decide(seek, state) == []
    assert seeker.decide(seeker.Seek("me"), seeker.Seeker()) == [SeekerJoined()]
    assert seeker.decide(seeker.StopSeeking(), state) == [SeekerWithdrawn()]
    assert seeker.decide(seeker.StopSeeking(), seeker.evolve(state, SeekerWithdrawn())) == []
    assert seeker.evolve(state, MemberResumed()) == state
    with pytest.raises(Invalid, match="his own role model"):
        seeker.decide(seeker.Seek("me", ("a", "me")), state)
    with pytest.raises(Invalid, match="wished for twice"):
        seeker.decide(seeker.Seek("me", ("a", "a")), state)


def test_a_term_is_drawn_again_in_place_until_it_is_confirmed() -> None:
    placements = (Placement(seeker="s", role_model="m", rank=1),)
    draft = DraftTerm(DRAFTED, placements)
    assert term.decide(draft, Term()) == [DRAFTED, PlacementsProposed(placements=placements)]
    assert term.decide(draft, after(DRAFTED)) == []
    for change in ({"pool": "new"}, {"method": "least-rank"}, {"ends": date(2027, 5, 1)}):
        assert term.decide(DraftTerm(drafted(**change), ()), after(DRAFTED)) == [drafted(**change)]
    assert term.decide(draft, after(DRAFTED, TermDiscarded()))[0] == DRAFTED
    with pytest.raises(WrongState, match="has been confirmed; draw another one"):
        term.decide(draft, after(DRAFTED, TermConfirmed(label="2026-H2")))
    many = term.decide(DraftTerm(DRAFTED, placements * (2 * CHUNK + 1)), Term())
    assert [len(event.placements) for event in many[1:] if isinstance(event, PlacementsProposed)] == [CHUNK, CHUNK, 1]


@pytest.mark.parametrize(
    ("change", "refusal", "says"),
    [
        ({"label": " "}, Invalid, "needs a name"),
        ({"ends": BEGINS}, Invalid, "can't end on 2026-10-01; give a later day"),
        ({"role_models": 0}, WrongState, "nobody has offered"),
        ({"seekers": 0}, WrongState, "nobody seeks"),
    ],
)
def test_terms_that_are_not_drawn(change: dict[str, Any], refusal: type[Exception], says: str) -> None:
    with pytest.raises(refusal, match=says):
        term.decide(DraftTerm(drafted(**change), ()), Term())


def test_confirm_discard_and_end() -> None:
    draft, confirmed = after(DRAFTED), after(DRAFTED, TermConfirmed(label="2026-H2"))
    discarded = after(DRAFTED, TermDiscarded())
    assert term.decide(ConfirmTerm("as it is"), draft) == [TermConfirmed(label="2026-H2")]
    assert term.decide(ConfirmTerm("another"), confirmed) == []
    assert term.decide(DiscardTerm(), draft) == [TermDiscarded()]
    assert term.decide(DiscardTerm(), discarded) == []
    assert term.decide(EndTerm(ENDS), confirmed) == [TermEnded(on=ENDS)]
    assert term.decide(EndTerm(ENDS), term.evolve(confirmed, TermEnded(on=ENDS))) == []
    refused: list[tuple[term.Command, Term, type[Exception], str]] = [
        (ConfirmTerm("another"), draft, WrongState, "have changed since 2026-H2 was drawn; draw it again"),
        (ConfirmTerm("as it is"), discarded, WrongState, "discarded; draw it again"),
        (ConfirmTerm("as it is"), Term(), NotFound, "no such term"),
        (DiscardTerm(), Term(), NotFound, "no such term"),
        (DiscardTerm(), confirmed, WrongState, "can't be discarded any more; end it"),
        (EndTerm(ENDS), Term(), NotFound, "no such term"),
        (EndTerm(ENDS), draft, WrongState, "only a confirmed one ends"),
    ]
    for command, state, refusal, says in refused:
        with pytest.raises(refusal, match=says):
            term.decide(command, state)
    assert term.evolve(draft, MemberResumed()) == draft
    assert confirmed.stage is Stage.CONFIRMED


def test_a_label_names_one_term() -> None:
    assert term_id(" 2026-h2 ") == term_id("2026-H2") != term_id("2027-H1")


def test_topics_are_tidied() -> None:
    assert tidy(["Sales  abroad", "sales abroad ", "育休"]) == ["Sales abroad", "育休"]
    for bad, says in (
        (["  "], "the topic is empty"),
        (["x" * 61], "61 characters"),
        ([str(n) for n in range(21)], "21 topics"),
    ):
        with pytest.raises(Invalid, match=says):
            tidy(bad)


def test_the_views() -> None:
    views = [role_models.Offers(), role_models.Seekers(), terms.Terms(), terms.Placements()]
    engine = memory_engine(views)
    one, two = Placement(seeker="s1", role_model="m", rank=1), Placement(seeker="s2", because="full")
    told: list[tuple[str, int, Event]] = [
        ("role-model/p1", 1, RoleModelOffered(capacity=1)),
        ("role-model/p1", 2, RoleModelWithdrawn()),
        ("private/seeker/s1", 1, SeekerJoined(wishes=("m",))),
        ("private/seeker/s2", 1, SeekerJoined()),
        ("private/seeker/s2", 2, SeekerWithdrawn()),
        ("private/term/t", 1, drafted(pool="former")),
        ("private/term/t", 2, PlacementsProposed(placements=(two,))),
        ("private/term/t", 3, DRAFTED),
        ("private/term/t", 4, PlacementsProposed(placements=(one, two))),
        ("private/term/t", 5, TermConfirmed(label="2026-H2")),
        ("private/term/gone", 1, drafted(begins=date(2026, 1, 1))),
        ("private/term/gone", 2, TermDiscarded()),
    ]
    events = [record(event, aggregate=at, position=n, version=v) for n, (at, v, event) in enumerate(told, start=1)]
    with engine.begin() as connection:
        fold_into(connection, views, events)
        assert connection.execute(role_models.Offers.table.select()).all() == []
        assert role_models.seekers(connection) == {"s1": {"seeker": "s1", "wishes": ["m"], "topics": []}}
        row = terms.find(connection, "t")
        assert row is not None
        assert [(each["term"], each["stage"]) for each in terms.every(connection)] == [
            ("t", "confirmed"),
            ("gone", "discarded"),
        ]
        assert [each["seeker"] for each in terms.placements(connection, row)] == ["s1", "s2"]
        assert terms.over(connection, date(2027, 3, 31)) == []
        assert terms.over(connection, ENDS) == [("t", ENDS)]
    engine.dispose()
    engine = memory_engine(views)
    ended = record(TermEnded(on=ENDS), aggregate="private/term/t", position=13, version=6)
    with engine.begin() as connection:
        fold_into(connection, views, [*events, ended])
        assert terms.over(connection, ENDS) == []
    engine.dispose()


def figures(**changes: int) -> dict[str, Any]:
    return msgspec.structs.asdict(drafted(**changes))


def test_measures_are_of_five_people_or_more() -> None:
    assert measures(figures()) == Measures(3, 6, 8, 6, Decimal("1.50"), Decimal("1.33"), 67)
    few = measures(figures(seekers=4, placed=4, most_placed=4, wishing=4))
    assert few == Measures(3, 6, None, None, None, None, None)
    assert measures(figures(placed=4, most_placed=5, wishing=5)) == Measures(3, 6, 8, 4, None, Decimal("1.60"), 80)
