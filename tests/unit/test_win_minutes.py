"""The minutes: what they say, and that nothing that somebody wrote is taken for markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st
from markdown_it import MarkdownIt

from services.okr.win_sessions.domain.minutes import Language, escaped, minutes
from services.okr.win_sessions.domain.shown import ItemShown, Named, PraiseShown, SessionShown

AIKO, KEN = Named(id="a", number="P-1", name="Aiko"), Named(id="k", number="P-2", name="Ken_")
NOW = datetime(2026, 9, 25, 7, tzinfo=UTC)
PRAISE = PraiseShown(praise="p", by=KEN, to=(AIKO,), words="*great*", time=NOW)


def item(**changes: Any) -> ItemShown:
    base: dict[str, Any] = {
        "place": 1,
        "item": "i",
        "kind": "reached",
        "minutes": 5,
        "time": NOW,
        "strength": Decimal(150),
        "source": "e",
        "objective": "o",
        "key_result": "k",
        "experiment": None,
        "insight": None,
        "about": "KR-3",
        "title": "Calls <b>",
        "before": "0.42",
        "after": "1",
        "text": None,
        "people": (AIKO, KEN),
        "words": "We did\n- it",
        "words_by": AIKO,
        "praise": (PRAISE,),
    }
    return ItemShown(**base | changes)


SESSION = SessionShown(
    id="s",
    number="W-3",
    team="East",
    at=NOW,
    zone="Asia/Tokyo",
    facilitator=AIKO,
    every="month",
    minutes=60,
    phase="held",
    since=datetime(2026, 8, 28, 8, tzinfo=UTC),
    until=NOW,
    met=41,
    expected=52,
    opened_at=datetime(2026, 9, 25, 7, 5, tzinfo=UTC),
    over=NOW,
    said="Bring cake",
    streak=3,
    items=(item(),),
)


def test_minutes_in_english() -> None:
    assert minutes(SESSION, "en") == (
        "# Win session of East\n"
        "\n"
        "- When: 2026-09-25 16:05 Asia/Tokyo\n"
        "- Facilitator: Aiko\n"
        "- Wins since: 2026-08-28\n"
        "- Buddy meetings held: 41 of 52\n"
        "- Sessions in a row: 3\n"
        "\n"
        "## Wins\n"
        "\n"
        "1. **KR-3 Calls \\<b\\>**: reached (0.42 → 1) — Aiko, Ken\\_ (5 min)\n"
        "\n"
        "   > We did  \n"
        "   > \\- it — Aiko\n"
        "\n"
        "   - Praise from Ken\\_ to Aiko: \\*great\\*\n"
        "\n"
        "## Note\n"
        "\n"
        "> Bring cake\n"
    )


def test_minutes_in_japanese() -> None:
    text = minutes(replace(SESSION, team=None, phase="scheduled", opened_at=None), "ja")
    assert text.startswith("# ウィンセッション：全社\n\n- 日時: 2026-09-25 16:00 Asia/Tokyo (未開催)\n")
    assert "52回のうち41回" in text
    assert "達成 (0.42 → 1) — Aiko, Ken\\_ (5分)" in text
    assert "Ken\\_からAikoへの称賛: " in text


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize(
    "kind",
    ["reached", "zone-up", "milestone", "progress", "confidence-up", "first-check-in", "learning", "insight", "told"],
)
def test_every_kind_has_its_words(kind: str, language: Language) -> None:
    bare = item(kind=kind, before=None, after=None, people=(), words=None, words_by=None, praise=(), minutes=0)
    (line,) = [each for each in minutes(replace(SESSION, items=(bare,)), language).splitlines() if "KR-3" in each]
    assert len(line) > len("1. **KR-3 Calls \\<b\\>**: ")


def test_what_went_wrong_is_not_listed() -> None:
    text = minutes(replace(SESSION, met=0, streak=0, said=None, items=()), "en")
    assert "Buddy" not in text
    assert "row" not in text
    assert text.endswith("## Wins\n\nNothing is on the agenda.\n")


def test_a_learning_and_an_insight_tell_what_was_said() -> None:
    learned = item(kind="learning", before=None, after="kept", text="Mornings last", words=None, words_by=None)
    told = item(place=2, kind="insight", about=None, title=None, before=None, after=None, people=(), text="Ask # them")
    text = minutes(replace(SESSION, items=(learned, told)), "en")
    assert "learned from an experiment (kept) — Aiko, Ken\\_ (5 min)\n\n   > Mornings last\n" in text
    assert "2. told by a buddy group (5 min)\n\n   > Ask \\# them\n" in text


# Line separators other than the newline are refused where a text comes in.
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=40).filter(str.strip)
MARKUP = st.text("*_`~[]()<>#!|\\-+=.1& :$/{}^a", min_size=1, max_size=30).filter(str.strip)


@given(TEXTS | MARKUP)
def test_no_text_is_taken_for_markup(text: str) -> None:
    whole = minutes(replace(SESSION, said=text, items=(item(title=text, words=text),)), "en")
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.parse(whole)
    plain_one = parser.parse(minutes(replace(SESSION, said="x", items=(item(title="x", words="x"),)), "en"))
    assert [each.type for each in tokens] == [each.type for each in plain_one]
    inline = [each.children or [] for each in tokens if each.type == "inline"]
    said = "".join(each.content for each in inline[-1])
    assert said == " ".join(text.split())
    assert {each.type for each in inline[-1]} <= {"text", "text_special"}


def test_lines_stay_one() -> None:
    assert escaped("a\n# b") == "a \\# b"
    assert escaped("1. a") == "1\\. a"
    assert escaped("- a") == "\\- a"
