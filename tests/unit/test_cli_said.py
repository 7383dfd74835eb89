"""What people type for where a key result stands: taken as they mean it, or refused with what would be taken."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from services.okr.company.cli import _month
from services.okr.objectives.cli.check_in_files import whole
from services.okr.objectives.cli.check_in_values import dated, shown, understood
from shared.company.calendar import CalendarVersion
from shared.company.company_days import CompanyDays
from shared.events import Binary, Invalid, Measure, Metric, Milestone, Milestones, Ordinal
from shared.importing.numerals import Style

METRIC = Metric(baseline=Decimal(0), target=Decimal(100))
HANDBOOK = Milestones(milestones=(Milestone(name="first"), Milestone(name="all")))
NOW = datetime(2026, 9, 30, 12, tzinfo=UTC)
HERE = CompanyDays((CalendarVersion(zone="Asia/Tokyo"),), UTC)


@pytest.mark.parametrize(
    ("measure", "value", "done", "said"),
    [
        (METRIC, "31", None, {"value": Decimal(31)}),
        (METRIC, "-12.5", None, {"value": Decimal("-12.5")}),
        (METRIC, "1.234", None, {"value": Decimal("1.234")}),
        (METRIC, "12,5", None, {"value": Decimal("12.5")}),
        (METRIC, "1,234,567", None, {"value": Decimal(1234567)}),
        (METRIC, "３１", None, {"value": Decimal(31)}),
        (Ordinal(), "Stretch", None, {"zone": "stretch"}),
        (Binary(), "not done", None, {"value": Decimal(0)}),
        (HANDBOOK, None, "first, all", {"reached": ("first", "all")}),
    ],
)
def test_what_people_type_is_understood(
    measure: Measure, value: str | None, done: str | None, said: dict[str, Any]
) -> None:
    found = understood(measure, value, done)
    assert {name: tuple(each) if name == "reached" else each for name, each in found.items()} == said
    assert shown(found) == str(next(iter(said.values()))) or "reached" in said


@pytest.mark.parametrize(("language", "number"), [("comma", "1.234"), ("point", "1234")])
def test_a_comma_alone_is_what_the_readers_language_makes_of_it(language: Style, number: str) -> None:
    assert understood(METRIC, "1,234", language=language) == {"value": Decimal(number)}


@pytest.mark.parametrize(
    ("measure", "value", "done", "words"),
    [
        (METRIC, "31%", None, "the value is '31%', no number; write 31"),
        (METRIC, "1,234", None, "which may be 1234 or 1.234; write it so"),
        (METRIC, "lots", None, "no number; write it in digits"),
        (METRIC, None, "all", "done names milestones or a stage, and this key result has neither; give its value"),
        (Ordinal(), "31%", None, "'31%' says nothing about this key result; give a zone: fail, commit, target"),
        (Binary(), "maybe", None, "give done or not done"),
    ],
)
def test_what_is_none_is_refused_with_what_would_be_taken(
    measure: Measure, value: str | None, done: str | None, words: str
) -> None:
    with pytest.raises(Invalid, match=words):
        understood(measure, value, done)


@pytest.mark.parametrize("text", ["2026-10-01", "2026-09-30T21:30", "2026-10-01T00:00:00Z"])
def test_a_check_in_is_never_about_what_is_to_come(text: str) -> None:
    with pytest.raises(Invalid, match="is to come"):
        dated(text, NOW, HERE)
    assert dated("2026-09-30", NOW, HERE) is None, "today is now"
    assert dated("2026-09-29", NOW, HERE) == datetime(2026, 9, 29, 14, 59, 59, 999999, tzinfo=UTC)


def test_a_confidence_is_a_whole_number_however_it_is_written() -> None:
    assert (whole("7"), whole("7.0"), whole(" ")) == (7, 7, None)
    with pytest.raises(Invalid, match=r"confidence is '7.5', no whole number; write 8"):
        whole("7.5")


def test_a_month_has_a_number_and_a_name() -> None:
    assert [_month(text) for text in ("4", "April", "apr", "12")] == [4, 4, 4, 12]
    with pytest.raises(Invalid, match="'Aprl' is no month; give 1"):
        _month("Aprl")
