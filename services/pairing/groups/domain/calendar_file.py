"""A group's meetings as a calendar file (RFC 5545). It says that the group meets, never about what nor who is in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from services.pairing.groups.domain.rhythm import Rhythm, first_week

LINE_OCTETS = 75
"""How long a line may be, without its end (RFC 5545, 3.1)."""


def calendar_file(group: str, code: str, rhythm: Rhythm, *, sequence: int, stamp: datetime) -> str:
    """The file for the group with this id, called `code`; `sequence` grows with every change of the group.

    One entry for the working days of each week in which it meets, because the day is the members' own affair; it
    leaves their time free. `stamp` is when the group was formed.
    """
    first = first_week(rhythm)
    return _folded(
        (
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Tomoni//Buddy groups//EN",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            "BEGIN:VEVENT",
            f"UID:{_text(group)}@groups.tomoni",
            f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"SEQUENCE:{sequence}",
            f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
            f"DTEND;VALUE=DATE:{first + timedelta(days=5):%Y%m%d}",
            f"RRULE:FREQ=WEEKLY;INTERVAL={rhythm.every_weeks};UNTIL={rhythm.ends:%Y%m%d}",
            f"SUMMARY:{_text(f'Buddy group {code} / バディグループ {code}')}",
            f"DESCRIPTION:{_text('Meet on whichever day of this week suits you, about whatever you like.')}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
            "END:VCALENDAR",
        )
    )


def _text(text: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11)."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text


def _folded(lines: Iterable[str]) -> str:
    """Lines with CRLF, none longer than allowed; a character is never cut in two."""
    return "".join("\r\n ".join(_folding(line)) + "\r\n" for line in lines)


def _folding(line: str) -> list[str]:
    pieces, room = [""], LINE_OCTETS
    for character in line:
        octets = len(character.encode())
        if octets > room:
            pieces.append("")
            # The space before what goes on is part of the line.
            room = LINE_OCTETS - 1
        pieces[-1] += character
        room -= octets
    return pieces
