"""What names and texts may hold, and which names look the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from services.okr.kernel import rules
from shared.events import Invalid
from shared.texts import alike, cleaned, hidden, identifier, lines, reordering, shown, words

UNSEEN = {
    "Sal\u200bes": "zero width space",
    "Sales\u2060": "word joiner",
    "\ufeffSales": "zero width no-break space",
    "Sa\u00adles": "soft hyphen",
    "Sales\u200d": "zero width joiner",
    "Sa\u200dles": "zero width joiner",
    "Sa\u200cles": "zero width non-joiner",
    "\u202eselaS": "right-to-left override",
    "\u2066Sales\u2069": "left-to-right isolate",
    "Sales\u200f": "right-to-left mark",
    "\u3164": "hangul filler",
    "a\U000e0041b": "tag latin capital letter a",
    "Sales \ufe0f": "variation selector-16",
}
SEEN = [
    "Sales",
    "営業／CS",
    "ユーザー体験",
    "葛\U000e0100城",
    "👨\u200d👩\u200d👧",
    "👩🏽\u200d💻",
    "❤\ufe0f\u200d🔥",
    "🏳\ufe0f\u200d🌈",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "می\u200cخواهم",
    "क्\u200dष",
    "عربي",
    "Zoë",
    "2026–Q4",
]


@pytest.mark.parametrize(("text", "called"), UNSEEN.items())
def test_a_name_holds_nothing_that_nobody_sees(text: str, called: str) -> None:
    for rule in (
        rules.title,
        rules.person_name,
        lambda each: rules.name(each, "unit"),
        lambda each: rules.label(each, "team"),
    ):
        with pytest.raises(Invalid, match=called):
            rule(text)


@pytest.mark.parametrize("text", SEEN)
def test_scripts_and_emoji_keep_what_they_need(text: str) -> None:
    assert shown(text, "title") == cleaned(text) == rules.title(text)
    assert hidden(text) is None


def test_names_have_one_spelling() -> None:
    assert rules.title("Zoe\u0308") == rules.person_name("Zoe\u0308") == "Zoë"
    assert rules.name("㎡", "unit") == "㎡"
    assert rules.new_label("ｓａｌｅｓ", "function") == "sales"
    assert rules.new_label("営業／ＣＳ", "team") == "営業/CS"
    assert rules.new_label("ｶｽﾀﾏｰ\u3000Ａ", "team") == "カスタマー A"
    assert rules.label(" ｓａｌｅｓ ", "team") == "ｓａｌｅｓ", "as older versions took it"


def test_a_refusal_says_where_it_is() -> None:
    with pytest.raises(Invalid, match=r"the title holds U\+200B \(zero width space\) after 'Sal', which nobody sees"):
        rules.title("Sal\u200bes")
    with pytest.raises(Invalid, match="at its beginning"):
        rules.title("\ufeffSales")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2026‐Q4", "2026-Q4"),
        ("2026–q4", "2026-Q4"),
        ("2026−Q4", "２０２６－Ｑ４"),
        ("Sales", "sales"),
        ("Ｓales", "Sales"),
        ("Sаles", "Sales"),
        ("СВО", "CBO"),
        ("Sal\u200bes", "Sales"),
        ("R&D  Tokyo", "R&D\u3000Tokyo"),
        ("Straße", "STRASSE"),
    ],
)
def test_names_that_look_the_same_are_one(one: str, other: str) -> None:
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("Team α", "Team A"), ("営業ー", "営業-"), ("CS", "CS2"), ("2026-Q4", "2026Q4")]
)
def test_names_that_look_different_are_two(one: str, other: str) -> None:
    assert not alike(one, other)


def test_words_may_hold_what_is_harmless_and_nothing_that_reorders() -> None:
    for harmless in ("שלום\u200f, all", "a\u200bb", "\u2068שלום\u2069 is a greeting", "two\nlines"):
        assert lines(harmless, "comment", 100) == harmless
        assert rules.comment(harmless) == harmless
    for bad in (
        "\u202eevil",
        "\u202aembedded\u202c",
        "\u2067never ends",
        "\u2066over\nlines\u2069",
        "hid\U000e0068\U000e0069den",
    ):
        assert reordering(bad) is not None
        with pytest.raises(Invalid, match="changes the order of what stands around it"):
            rules.comment(bad)
    with pytest.raises(Invalid, match="changes the order"):
        words("\u202eevil", "priority", 100)


@settings(deadline=None)
@given(st.text(max_size=20))
def test_what_was_cleaned_is_seen_and_stays_so(text: str) -> None:
    found = cleaned(text)
    assert hidden(found) is None
    assert cleaned(found) == found
    assert alike(text, found)
    assert identifier(identifier(text)) == identifier(text)
