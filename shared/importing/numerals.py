"""Numbers as people and spreadsheets write them: what a text can mean, and a refusal that shows what would be taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Literal
from unicodedata import normalize

from shared.events import Invalid

Style = Literal["point", "comma"]
"""Which sign stands before the decimals; the other one groups thousands."""

_PLAIN = re.compile(r"[+-]?(\d+)", re.ASCII)
_SPACED = re.compile(r"([+-]?)([1-9]\d{0,2}(?:[ ']\d{3})+)([.,]\d+)?", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:\d+[.,]\d*|[.,]\d+)", re.ASCII)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?P<sign>[.,])\d{3}(?:(?P=sign)\d{3})*(?:(?P<decimals>[.,])\d+)?", re.ASCII)
_SCIENTIFIC = re.compile(r"[+-]?(?:\d+(?P<sign>[.,])?\d*|(?P<first>[.,])\d+)[eE][+-]?\d{1,5}", re.ASCII)
_SIGNS: Mapping[str, Style] = {".": "point", ",": "comma"}
_SPACES = str.maketrans(dict.fromkeys("\xa0\u2007\u2009\u202f\u3000", " ") | {"\u2019": "'", "\u2212": "-"})
_WIDEST = 60


def number_of(text: str, what: str, *, style: Style | None = None, alone: Mapping[str, Style] | None = None) -> Decimal:
    """The number, exact, without an exponent. Raises Invalid, naming it `what`, with one that would be taken.

    Where no `style` is said, a text with two meanings (``1,234``) is what `alone` says of its sign, else refused.
    """
    found = readings(text)
    if style is not None and found:
        if style not in found:
            (other,) = found.values()
            raise Invalid(f"{what} is {text!r}, no number with a decimal {style}; write {written(other, style)}")
        return found[style]
    if not found:
        raise Invalid(f"{what} is {text!r}, no number; write {_example(text)}")
    if len(set(found.values())) == 1:
        return next(iter(found.values()))
    sign = next(sign for sign in (",", ".") if sign in text)
    if alone is not None and sign in alone:
        return found[alone[sign]]
    point, comma = found["point"], found["comma"]
    raise Invalid(
        f"{what} is {text!r}, which may be {written(point)} or {written(comma)}; write it so, or say which with "
        "--numbers point or --numbers comma"
    )


def readings(text: str) -> dict[Style, Decimal]:
    """What the text means where decimals stand behind a point, and where behind a comma; nothing where it is none."""
    tidy = normalize("NFKC", text.strip().translate(_SPACES)).strip()
    if _PLAIN.fullmatch(tidy):
        return _both(tidy)
    if (spaced := _SPACED.fullmatch(tidy)) is not None:
        whole, decimals = spaced[1] + re.sub(r"[ ']", "", spaced[2]), spaced[3]
        if decimals is None:
            return _both(whole)
        return {_SIGNS[decimals[0]]: Decimal(f"{whole}.{decimals[1:]}")}
    if (science := _SCIENTIFIC.fullmatch(tidy)) is not None:
        sign = science["sign"] or science["first"]
        number = Decimal(tidy.replace(",", "."))
        return _both(number) if sign is None else {_SIGNS[sign]: flat(number)}
    found: dict[Style, Decimal] = {}
    if (grouped := _GROUPED.fullmatch(tidy)) is not None and grouped["sign"] != grouped["decimals"]:
        other: Style = "comma" if grouped["sign"] == "." else "point"
        found[other] = Decimal(tidy.replace(grouped["sign"], "").replace(",", "."))
    if _DECIMAL.fullmatch(tidy):
        own = next(style for sign, style in _SIGNS.items() if sign in tidy)
        found[own] = Decimal(tidy.replace(",", "."))
    return found


def styles_of(text: str) -> frozenset[Style]:
    """In which styles the text can be read, as far as that tells anything: nothing for a whole number or no number."""
    found = readings(text)
    return frozenset() if len(found) == 2 and len(set(found.values())) == 1 else frozenset(found)


def flat(number: Decimal) -> Decimal:
    """The same number without an exponent, as a person writes it: 1200000 for 1.2E+6; one beyond all use as it is."""
    if not number.is_finite() or abs(number.adjusted()) > _WIDEST:
        return number
    return Decimal(f"{number:f}")


def written(number: Decimal, style: Style = "point") -> str:
    """The number as a person writes it, without an exponent."""
    text = f"{flat(number):f}" if abs(number.adjusted()) <= _WIDEST else str(number)
    return text.replace(".", ",") if style == "comma" else text


def _both(text: str | Decimal) -> dict[Style, Decimal]:
    number = flat(Decimal(text))
    return {"point": number, "comma": number}


def _example(text: str) -> str:
    """What was probably meant, as it would be taken: the number without what stands around it."""
    digits = re.search(r"[+-]?\d[\d.,' ]*", normalize("NFKC", text.translate(_SPACES)), re.ASCII)
    try:
        found = readings(digits[0].rstrip(" .,")) if digits is not None else {}
    except InvalidOperation:
        found = {}
    meant = set(found.values())
    return written(meant.pop()) if len(meant) == 1 else "it in digits, such as 1234.5"
