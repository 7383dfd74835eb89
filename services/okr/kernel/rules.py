"""What every command of okr has to keep to, whatever the aggregate: texts, decimals, confidence."""

from __future__ import annotations

from decimal import Decimal

from shared import texts
from shared.events import Invalid

LONGEST_TITLE = 300
LONGEST_NAME = 100
LONGEST_COMMENT = 4_000
LONGEST_EMAIL = 254
MOST_DIGITS = 28
MOST_PLACES = 12


class SealedTitle(str):
    """A title that was found right before it was sealed."""


def title(text: str) -> str:
    """The title without blanks around it, in its usual spelling (NFC).

    Raises Invalid where it is empty, longer than 300 characters, or holds what nobody sees.
    """
    if isinstance(text, SealedTitle):
        return str(text)
    return texts.shown(text, "title", LONGEST_TITLE)


def name(text: str, what: str) -> str:
    """A short name (of a unit, a milestone), by the same rules. Raises Invalid, also over 100 characters."""
    return texts.shown(text, what, LONGEST_NAME)


def optional_name(text: str | None, what: str) -> str | None:
    """The same for a name that may be left out."""
    return None if text is None else name(text, what)


def label(text: str, what: str) -> str:
    """The name of a team or a function, as it is written: that of one that is known stays as it is.

    Raises Invalid as `name` does.
    """
    name(text, what)
    return text.strip()


def new_label(text: str, what: str) -> str:
    """The name of a new thing that is told apart by it (a team, a function, a quarter), in its one spelling (NFKC)."""
    return texts.identifier(name(text, what))


def optional_label(text: str | None, what: str) -> str | None:
    """The same for a label that may be left out."""
    return None if text is None else label(text, what)


def person_name(text: str) -> str:
    """A person's name, by the rules of a title."""
    return texts.shown(text, "name", LONGEST_TITLE)


def email(text: str) -> str:
    """The address without blanks around it. Raises Invalid unless it looks like one: something@something."""
    address = texts.shown(text, "e-mail address", LONGEST_EMAIL)
    local, _, domain = address.rpartition("@")
    if not local or not domain or any(character.isspace() for character in address):
        raise Invalid("the e-mail address is none; write it as name@example.com")
    return address


def comment(text: str, what: str = "comment") -> str:
    """The comment without blanks around it; it may have several lines.

    Raises Invalid where it is empty, longer than 4,000 characters, or would reorder what stands around it.
    """
    return texts.lines(text, what, LONGEST_COMMENT)


def decimal(value: Decimal, what: str) -> Decimal:
    """The decimal itself, without an exponent: 1200000 for 1.2E+6, as a person writes it.

    Raises Invalid unless it is finite, with at most 28 digits and 12 decimal places.
    """
    if not value.is_finite():
        raise Invalid(f"the {what} is {value}; give a finite number")
    _, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    places = max(0, -exponent)
    if places > MOST_PLACES:
        raise Invalid(f"the {what} has {places} decimal places; give at most {MOST_PLACES}")
    written = max(len(digits) + max(0, exponent), places)
    if written > MOST_DIGITS:
        raise Invalid(f"the {what} has {written} digits; give at most {MOST_DIGITS}")
    return value if exponent <= 0 else value.quantize(Decimal(1))


def confidence(level: int | None) -> int | None:
    """The confidence itself. Raises Invalid outside 0 to 10."""
    if level is not None and (isinstance(level, bool) or not 0 <= level <= 10):
        raise Invalid(f"the confidence is {level}; give a whole number from 0 (not at all) to 10 (certain)")
    return level


def weight(part: Decimal | None) -> Decimal | None:
    """The weight itself, in percent. Raises Invalid outside 0 to 100, and for less than a percent: half of it is 50."""
    if part is not None and not 0 <= decimal(part, "weight") <= 100:
        raise Invalid(f"the weight is {part}; give 0 to 100, the part of the objective in percent")
    if part is not None and 0 < part < 1:
        raise Invalid(
            f"the weight is {part} of a percent; give the part of the objective in percent, such as "
            f"{(part * 100).normalize():f} for {part} of it, and 1 at least where it is not 0"
        )
    return part


def words(text: str, what: str, longest: int = LONGEST_TITLE) -> str:
    """A text of one line without blanks around it. Raises Invalid where it is empty or too long."""
    return texts.words(text, what, longest)
