"""The minutes of a win session as Markdown (CommonMark), in Japanese or English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from services.okr.win_sessions.domain.shown import ItemShown, Named, SessionShown

Language = Literal["en", "ja"]

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "title": "Win session of {unit}",
        "company": "the company",
        "at": "When",
        "facilitator": "Facilitator",
        "since": "Wins since",
        "met": "Buddy meetings held",
        "of": "{met} of {expected}",
        "streak": "Sessions in a row",
        "wins": "Wins",
        "none": "Nothing is on the agenda.",
        "minutes": "{minutes} min",
        "praise": "Praise from {by} to {to}",
        "note": "Note",
        "scheduled": "not held yet",
        "open": "open",
        "cancelled": "cancelled",
        "reached": "reached",
        "zone-up": "moved up a zone",
        "milestone": "milestone done",
        "progress": "moved ahead",
        "confidence-up": "confidence up",
        "first-check-in": "first check-in after a silence",
        "learning": "learned from an experiment",
        "insight": "told by a buddy group",
        "told": "in their own words",
    },
    "ja": {
        "title": "ウィンセッション：{unit}",
        "company": "全社",
        "at": "日時",
        "facilitator": "ファシリテーター",
        "since": "対象期間の始まり",
        "met": "バディの会合",
        "of": "{expected}回のうち{met}回",
        "streak": "連続開催",
        "wins": "ウィン",
        "none": "議題はありません。",
        "minutes": "{minutes}分",
        "praise": "{by}から{to}への称賛",
        "note": "メモ",
        "scheduled": "未開催",
        "open": "開催中",
        "cancelled": "中止",
        "reached": "達成",
        "zone-up": "ゾーンが上がった",
        "milestone": "マイルストーン完了",
        "progress": "前進",
        "confidence-up": "自信が高まった",
        "first-check-in": "沈黙の後の初めてのチェックイン",
        "learning": "実験からの学び",
        "insight": "バディからの気づき",
        "told": "本人から",
    },
}

# What CommonMark, or a page that shows it, takes for markup; a backslash before punctuation is always just that sign.
_MARKUP = re.compile(r"([\\`*_\[\]<>#~|&$])")
# What begins a list, a heading or a line across the page, but only at the beginning of a line.
_BEGINNING = re.compile(r"^(?:(?=[-+](?: |$)|-+$|=+$)|(\d+)(?=[.)](?: |$)))")


def minutes(session: SessionShown, language: Language) -> str:
    """The minutes of a session; of one that is not over, what they would be now."""
    words = _WORDS[language]
    unit = words["company"] if session.team is None else escaped(session.team)
    lines = [f"# {words['title'].format(unit=unit)}", "", *_head(session, words), "", f"## {words['wins']}", ""]
    if not session.items:
        lines.append(words["none"])
    for item in session.items:
        lines += _item(item, words)
    if session.said is not None:
        lines += ["", f"## {words['note']}", "", *_quoted(session.said, "")]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Somebody's text on one line, in which nothing is taken for markup."""
    return _BEGINNING.sub(r"\1\\", _MARKUP.sub(r"\\\1", " ".join(text.split())))


def _head(session: SessionShown, words: Mapping[str, str]) -> Iterator[str]:
    at = _local(session.opened_at or session.at, session.zone)
    state = f" ({words[session.phase]})" if session.phase in words else ""
    yield f"- {words['at']}: {at:%Y-%m-%d %H:%M} {escaped(session.zone)}{state}"
    yield f"- {words['facilitator']}: {escaped(session.facilitator.shown)}"
    if session.since is not None:
        yield f"- {words['since']}: {_local(session.since, session.zone):%Y-%m-%d}"
    # None were held is no win: what went wrong is not listed here.
    if session.met:
        held = str(session.met)
        if session.expected is not None:
            held = words["of"].format(met=session.met, expected=session.expected)
        yield f"- {words['met']}: {held}"
    if session.streak:
        yield f"- {words['streak']}: {session.streak}"


def _item(item: ItemShown, words: Mapping[str, str]) -> Iterator[str]:
    margin = " " * (len(str(item.place)) + 2)
    what = words[item.kind]
    if item.kind == "learning":
        moved = f" ({escaped(item.after)})" if item.after is not None else ""
    else:
        moved = _moved(item.before, item.after)
    about = f"**{escaped(f'{item.about} {item.title}')}**" if item.title is not None else ""
    line = f"{about}: {what}{moved}" if about else f"{what}{moved}"
    if item.people:
        line += f" — {_names(item.people)}"
    if item.minutes:
        line += f" ({words['minutes'].format(minutes=item.minutes)})"
    yield f"{item.place}. {line}"
    if item.text is not None:
        yield from ("", *_quoted(item.text, margin))
    if item.words is not None:
        yield from ("", *_quoted(item.words, margin, item.words_by))
    if item.praise:
        yield ""
    for praise in item.praise:
        said = words["praise"].format(by=escaped(praise.by.shown), to=_names(praise.to))
        yield f"{margin}- {said}" + (f": {escaped(praise.words)}" if praise.words is not None else "")


def _moved(before: str | None, after: str | None) -> str:
    if before is not None and after is not None:
        return f" ({escaped(before)} → {escaped(after)})"
    return "" if after is None else f" ({escaped(after)})"


def _quoted(text: str, margin: str, by: Named | None = None) -> Iterator[str]:
    """The text, line for line, as a quotation."""
    lines = [escaped(line) for line in text.splitlines()] or [""]
    if by is not None:
        lines[-1] += f" — {escaped(by.shown)}"
    for place, line in enumerate(lines):
        # Two blanks at its end keep a line apart from the next.
        ending = "  " if line and place + 1 < len(lines) else ""
        yield f"{margin}> {line}{ending}".rstrip(" ") + ending if line else f"{margin}>"


def _names(people: tuple[Named, ...]) -> str:
    return ", ".join(escaped(each.shown) for each in people)


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))
