"""The ideal state of practice and support: given what happened, when somebody says something, then this follows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from services.okr.guard import Authorised, authorised
from services.okr.kernel.permissions import Actor
from services.okr.practice.domain.measures import MEASURES, NOTHING
from services.okr.practice.domain.practice import DefineIdeal, GiveSupport, Practice, decide, evolve, known_measure
from shared.events import (
    Authority,
    Event,
    Forbidden,
    Ideal,
    IdealStateDefined,
    Invalid,
    NotFound,
    PracticeMeasure,
    Sealed,
    SupportGiven,
    WinSessionOpened,
)


def ideal(measure: PracticeMeasure, percent: str) -> Ideal:
    return Ideal(measure=measure, percent=Decimal(percent))


def after(*events: Event) -> Practice:
    practice = Practice()
    for event in events:
        practice = evolve(practice, event)
    return practice


BEFORE = IdealStateDefined(team="East", ideals=(ideal("check-ins-on-time", "90"), ideal("sessions-held", "100")))


def test_an_ideal_is_defined() -> None:
    command = DefineIdeal({"sessions-held": Decimal(100), "check-ins-on-time": Decimal("87.5")}, " East ")
    told = IdealStateDefined(team="East", ideals=(ideal("check-ins-on-time", "87.5"), ideal("sessions-held", "100")))
    assert decide(command, Practice()) == [told]
    assert after(told).ideals == {"check-ins-on-time": Decimal("87.5"), "sessions-held": 100}


def test_what_is_not_named_stays_unless_it_is_the_whole_list() -> None:
    change: dict[str, Decimal | None] = {"check-ins-on-time": Decimal(95)}
    (event,) = decide(DefineIdeal(change, "East"), after(BEFORE))
    assert after(BEFORE, event).ideals == {"check-ins-on-time": 95, "sessions-held": 100}
    (event,) = decide(DefineIdeal(change, "East", whole=True), after(BEFORE))
    assert after(BEFORE, event).ideals == {"check-ins-on-time": 95}
    (event,) = decide(DefineIdeal({}, "East", whole=True), after(BEFORE))
    assert after(BEFORE, event).ideals == {}


def test_an_ideal_is_taken_away() -> None:
    (event,) = decide(DefineIdeal({"sessions-held": None}, "East"), after(BEFORE))
    assert event == IdealStateDefined(team="East", ideals=(ideal("check-ins-on-time", "90"),))


def test_what_is_so_already_is_said_once() -> None:
    same: dict[str, Decimal | None] = {"sessions-held": Decimal("100.0"), "experiments-learned": None}
    assert decide(DefineIdeal(same, "East"), after(BEFORE)) == []


@pytest.mark.parametrize("percent", ["-0.01", "100.01", "101", "-1", "NaN", "Infinity", "1E+3"])
def test_an_ideal_outside_its_scale_is_refused(percent: str) -> None:
    with pytest.raises(Invalid, match=r"the ideal of sessions-held is .*; give 0 to 100, in percent"):
        decide(DefineIdeal({"sessions-held": Decimal(percent)}), Practice())


def test_other_ideals_that_are_none() -> None:
    with pytest.raises(Invalid, match="3 decimal places; give at most 2"):
        decide(DefineIdeal({"sessions-held": Decimal("1.125")}), Practice())
    with pytest.raises(NotFound, match=r"no measure 'happiness' .*; name one of check-ins-on-time, "):
        decide(DefineIdeal({"happiness": Decimal(1)}), Practice())
    with pytest.raises(Invalid, match="no ideal is named for East; give one such as check-ins-on-time=90"):
        decide(DefineIdeal({}, "East"), Practice())


@given(st.dictionaries(st.sampled_from(MEASURES), st.decimals(0, 100, places=2), min_size=1))
def test_every_ideal_within_the_scale_is_taken_exactly(ideals: dict[PracticeMeasure, Decimal]) -> None:
    (event,) = decide(DefineIdeal(dict(ideals)), Practice())
    assert after(event).ideals == ideals


def test_support_is_noted_each_time() -> None:
    words = Sealed("sealed:v1:ann:abc")
    command = GiveSupport("s1", " Sessions-held ", "East", ("win-session", 1), words)
    told = SupportGiven(
        support="s1", measure="sessions-held", team="East", guide="win-session", guide_version=1, words=words
    )
    assert decide(command, after(BEFORE)) == [told]
    assert decide(GiveSupport("s2", "sessions-held"), after(BEFORE, told)) == [
        SupportGiven(support="s2", measure="sessions-held")
    ]
    with pytest.raises(NotFound, match="no measure"):
        decide(GiveSupport("s3", "luck"), Practice())
    assert after(BEFORE, told) == after(BEFORE)


def test_a_team_defines_its_own_ideal_and_admins_the_companys() -> None:
    do = authorised(decide)
    ideals: dict[str, Decimal | None] = {"sessions-held": Decimal(90)}
    admin, east = Actor("root", Authority.ADMIN), Actor("tom", Authority.MEMBER, team="East")
    assert do(Authorised(DefineIdeal(ideals, "East"), east), Practice())
    assert do(Authorised(DefineIdeal(ideals), admin), Practice())
    for command in (DefineIdeal(ideals, "West"), DefineIdeal(ideals)):
        with pytest.raises(Forbidden, match="you may not define the ideal state; an admin or the team may"):
            do(Authorised(command, east), Practice())
    assert do(Authorised(GiveSupport("s", "sessions-held", "West"), east), Practice())
    with pytest.raises(Forbidden, match="you may not give support"):
        do(Authorised(GiveSupport("s", "sessions-held"), Actor("meter", Authority.SERVICE)), Practice())


def test_unknown_events_change_nothing() -> None:
    assert after(BEFORE, WinSessionOpened(session="s")) == after(BEFORE)


def test_every_measure_has_a_name_and_a_reason_for_having_no_figure() -> None:
    assert [known_measure(each.upper()) for each in MEASURES] == list(MEASURES)
    assert set(NOTHING) == set(MEASURES)
