"""The sentences of notices, in English and in Japanese. Plain text: whatever shows it spells out what it must."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

Lang = Literal["en", "ja"]


def check_in_due(lang: Lang, goal: str, due: str) -> str:
    """A check-in is to be made by the end of a day."""
    if lang == "ja":
        return f"{goal}: {due}までにチェックインをお願いします。"
    return f"{goal}: a check-in is due by the end of {due}."


def check_in_missed(lang: Lang, goal: str, due: str, whose: str | None) -> str:
    """A check-in wasn't made: to whoever owes it, or, with names, to whoever looks after him."""
    if lang == "ja":
        if whose is None:
            return f"{goal}: {due}のチェックインがありませんでした。今からでも間に合います。"
        return f"{goal}: {due}のチェックインがまだありません。担当は{whose}さんです。声をかけてください。"
    if whose is None:
        return f"{goal}: the check-in due on {due} was missed. It can still be made."
    return f"{goal}: the check-in due on {due} was missed, and {whose} hasn't made one since. Ask what would help."


def experiment_overdue(lang: Lang, number: str, what: str, until: str) -> str:
    """Somebody is asked what came of an experiment."""
    if lang == "ja":
        return f"{number}「{what}」: {until}で終わりました。何がわかったか、教えてください。"
    return f"{number} “{what}” was to end on {until}: say what came of it and what you learned, or extend it."


def praise(lang: Lang, by: str, to: Sequence[str], words: str | None) -> str:
    """Somebody praises others for a win."""
    if lang == "ja":
        names = "、".join(f"{each}さん" for each in to)
        return f"{by}さんから{names}へ: {words}" if words else f"{by}さんが{names}を称えています。"
    names = ", ".join(to)
    return f"{by} praises {names}: {words}" if words else f"{by} praises {names} for a win."


def win_session(lang: Lang, team: str | None, at: datetime, minutes: int, led_by: str, cancelled: bool) -> str:
    """A win session is held at this time (of the zone that it is given in), or isn't."""
    when = f"{at:%Y-%m-%d %H:%M}"
    if lang == "ja":
        name = f"{team}のウィンセッション" if team is not None else "全社のウィンセッション"
        return (
            f"{name}({when})は中止になりました。"
            if cancelled
            else f"{name}: {when}から{minutes}分、進行は{led_by}さん。"
        )
    name = f"The win session of {team if team is not None else 'the company'}"
    return f"{name} on {when} is not held." if cancelled else f"{name}: {when}, {minutes} minutes, led by {led_by}."


def rotation_not_drawn(lang: Lang, label: str, because: str) -> str:
    """No buddy groups could be drawn: why, and what whoever organises is to do."""
    few = because == "too-few"
    if lang == "ja":
        why = (
            "組める人が2人に足りません。人を迎えるか、プログラムの職能を見直してください。"
            if few
            else "必ず守る決まりのままでは組めません。tomoni rotation draftで食い違いを確かめてください。"
        )
        return f"{label}のバディグループを組めませんでした。これまでのグループが続きます。{why}"
    why = (
        "fewer than two people can be drawn: let people join, or name their functions in the programme"
        if few
        else "what is always kept leaves no groups: see what clashes with tomoni rotation draft, then take pairs off "
        "the organisers' list or give up pins and forbids"
    )
    return f"No buddy groups could be drawn for {label}, so the former ones go on; {why}."


def listed(lang: Lang, name: str, lines: Sequence[str]) -> str:
    """All reminders of somebody as one text."""
    greeting = f"{name}さん" if lang == "ja" else f"{name}:"
    return "\n".join([greeting, *(f"- {line}" for line in lines)])
