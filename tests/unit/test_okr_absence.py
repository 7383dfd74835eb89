"""Somebody says that he is away, changes it, comes back; and whose it is, only who has the key can tell."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.okr.absences.domain import LONGEST, Absence, BeAway, BeBack, decide, evolve
from services.okr.guard import Authorised, authorised
from services.okr.kernel.permissions import Actor
from shared.events import AbsenceEnded, AbsenceSet, Authority, Event, Forbidden, Invalid
from shared.sealing.absences import absence_id, absences_of

MONDAY = date(2026, 8, 3)
BACK = MONDAY + timedelta(days=14)
SET = AbsenceSet(begins=MONDAY, until=BACK)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def given(*events: Event) -> Absence:
    state = Absence()
    for event in events:
        state = evolve(state, event)
    return state


def test_an_absence_begins_today_unless_another_day_is_given() -> None:
    assert decide(BeAway("ken", MONDAY, BACK), given()) == [SET]
    later = decide(BeAway("ken", MONDAY, BACK, day(3), shown=True), given())
    assert later == [AbsenceSet(begins=day(3), until=BACK, shown=True)]
    assert decide(BeAway("ken", MONDAY, BACK), given(SET)) == []


def test_it_is_lengthened_shortened_and_shown_and_keeps_its_first_day() -> None:
    assert decide(BeAway("ken", day(5), day(20)), given(SET)) == [AbsenceSet(begins=MONDAY, until=day(20))]
    assert decide(BeAway("ken", day(5), day(6)), given(SET)) == [AbsenceSet(begins=MONDAY, until=day(6))]
    assert decide(BeAway("ken", day(5), BACK, shown=True), given(SET)) == [
        AbsenceSet(begins=MONDAY, until=BACK, shown=True)
    ]
    with pytest.raises(Invalid, match="you are away since 2026-08-03 already"):
        decide(BeAway("ken", day(5), BACK, day(7)), given(SET))
    planned = given(AbsenceSet(begins=day(7), until=BACK))
    assert decide(BeAway("ken", MONDAY, BACK, day(8)), planned) == [AbsenceSet(begins=day(8), until=BACK)]


def test_who_is_back_earlier_is_here_from_that_day_on() -> None:
    state = given(SET, *decide(BeBack("ken", day(4)), given(SET)))
    assert [state.holds_on(day(number)) for number in (-1, 0, 3, 4)] == [False, True, True, False]
    assert decide(BeBack("ken", day(4)), state) == []
    assert decide(BeBack("ken", MONDAY), given()) == []
    assert decide(BeBack("ken", day(30)), given(SET)) == [], "it is over"
    assert decide(BeBack("ken", MONDAY), given(AbsenceSet(begins=day(7), until=BACK))) == [AbsenceEnded(on=day(7))]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (BeAway("ken", MONDAY, MONDAY), "lies after 2026-08-03; to be here again today, come back"),
        (BeAway("ken", MONDAY, BACK, day(-1)), "begins today or later, not on 2026-08-02"),
        (BeAway("ken", MONDAY, day(2), day(2)), "lies after 2026-08-05"),
        (BeAway("ken", MONDAY, day(LONGEST + 1)), f"give {LONGEST} days at most"),
    ],
)
def test_days_that_are_no_absence(command: BeAway, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        decide(command, given())


def test_nobody_says_it_for_somebody_else() -> None:
    refused = authorised(decide)
    for by in (Actor("boss", Authority.ADMIN), Actor("mei", Authority.MEMBER, reports={"ken"})):
        with pytest.raises(Forbidden, match="say that somebody is away"):
            refused(Authorised(BeAway("ken", MONDAY, BACK), by), given())
    assert refused(Authorised(BeAway("ken", MONDAY, BACK), Actor("ken", Authority.MEMBER)), given()) == [SET]


class _Keyed:
    """The one method of a sealer that ids are made with."""

    def digest(self, body: bytes) -> str:
        return body.hex()


def test_each_absence_has_an_id_of_its_own_and_all_are_found() -> None:
    sealer: object = _Keyed()
    known = {absence_id(sealer, person, number): (person, number) for person, number in _SAID}  # type: ignore[arg-type]
    assert len(known) == len(_SAID)

    def looked_up(idents: list[str]) -> dict[str, tuple[str, int]]:
        return {ident: known[ident] for ident in idents if ident in known}

    found = absences_of(sealer, ["ann", "bob", "cy", "ann"], looked_up)  # type: ignore[arg-type]
    assert found == {"ann": [("ann", 1), ("ann", 2), ("ann", 3)], "cy": [("cy", 1)]}


_SAID = [("ann", 1), ("ann", 2), ("ann", 3), ("cy", 1), ("dee", 1)]
