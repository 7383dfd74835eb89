"""What a text that people write may hold, and when two names look the same. Pure.

Characters that nobody sees tell two names apart that are one to every reader, and hide what a text says; those that
reorder what stands around them make it say something else.
"""

from __future__ import annotations

import re
from unicodedata import category, combining, name, normalize

from shared.events import Invalid, Unfitting

_SEEN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
"""Format characters that are seen: the signs before Arabic, Syriac and Kaithi numbers."""

_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2065\u3164\uffa0")
"""What is no format character, and isn't seen all the same."""

EMBEDDING = "\u202a\u202b\u202d\u202e"
"""What makes all that follows it read in another order, and is right nowhere."""

_JOINERS = frozenset("\u200c\u200d")
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
_JOINED = frozenset(
    (
        *(
            "ARABIC",
            "SYRIAC",
            "MONGOLIAN",
            "NKO",
            "MANDAIC",
            "PHAGS-PA",
            "DEVANAGARI",
            "BENGALI",
            "GURMUKHI",
            "GUJARATI",
        ),
        *("ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "KHMER", "MYANMAR", "TIBETAN", "BALINESE"),
    )
)
"""Scripts whose letters take another shape beside a joiner, or keep theirs beside a non-joiner."""

_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uff0d\u00ad", "-"))
_LOOKS = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеорсухѕіјԁһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABESIJKMHOPCTYXaeopcyxsijdhqwABEZHIKMNOPTYXo",
)
"""Cyrillic and Greek letters that look like a Latin one."""


_UNFIT = frozenset({"Cc", "Cs", "Zl", "Zp"})
_LINES = str.maketrans("\n\r\t", "   ")


def words(text: str, what: str, longest: int) -> str:
    """A text of one line without blanks around it, as it was written. Raises Invalid where it is empty or too long."""
    trimmed = text.strip()
    if not trimmed:
        raise Invalid(f"the {what} is empty; write one")
    if len(trimmed) > longest:
        raise Invalid(f"the {what} has {len(trimmed)} characters; shorten it to {longest}")
    # Control characters would let a title forge lines in a terminal, a log or a CSV file; lone surrogates are no text.
    if any(category(character) in _UNFIT for character in trimmed):
        raise Invalid(f"the {what} holds a line break or a control character; write it on one line")
    must_not_reorder(trimmed, what)
    return trimmed


def lines(text: str, what: str, longest: int) -> str:
    """The same for a text that may have several lines."""
    trimmed = text.strip()
    words(trimmed.translate(_LINES), what, longest)
    must_not_reorder(trimmed, what)
    return trimmed


def shown(text: str, what: str, longest: int = 300) -> str:
    """A name or title in its usual spelling (NFC). Raises Invalid also where it holds what nobody sees."""
    spelt = normalize("NFC", text).strip()
    if len(text) <= longest < len(spelt):
        raise Unfitting(f"the {what} has {len(spelt)} characters in its usual spelling; shorten it to {longest}")
    trimmed = words(spelt, what, longest)
    if (found := hidden(trimmed)) is not None:
        at = trimmed.index(found)
        place = f"after {trimmed[:at][-20:]!r}" if at else "at its beginning"
        raise Unfitting(f"the {what} holds {called(found)} {place}, which nobody sees; write it without")
    return trimmed


def must_not_reorder(text: str, what: str) -> None:
    """Raise Invalid for a text that would change in which order what stands around it is read."""
    if (found := reordering(text)) is not None:
        # The others are right in a flag, or where what they isolate ends again.
        never = Invalid if found in EMBEDDING else Unfitting
        raise never(f"the {what} holds {called(found)}, which changes the order of what stands around it; leave it out")


def hidden(text: str) -> str | None:
    """What the text holds that a one-line name or title mustn't: the first such character. None where all is well."""
    if text.isascii():
        return None
    plain = _without_flags(text)
    return next((each for at, each in enumerate(plain) if _is_hidden(plain, at, each)), None)


def reordering(text: str) -> str | None:
    """The first character by which a longer text would reorder what stands around it, or hide words; None for none.

    Marks that only say which way the next word goes are fine there, and so is what is isolated and ends again.
    """
    if text.isascii():
        return None
    depth = 0
    for each in _without_flags(text):
        if each in EMBEDDING or _is_tag(each):
            return each
        if each in "\n\r" and depth:
            return "\u2068"
        depth += each in "\u2066\u2067\u2068"
        depth -= each == "\u2069" and depth > 0
    return "\u2068" if depth else None


def called(character: str) -> str:
    """A character in words, for a sentence: `U+200B (zero width space)`."""
    return f"U+{ord(character):04X} ({name(character, 'without a name').lower()})"


def cleaned(text: str) -> str:
    """The text in its usual spelling (NFC), without what is hidden in it: it looks the same as before."""
    left = normalize("NFC", text)
    while hidden(left) is not None:
        plain = _without_flags(left)
        left = "".join(each for at, each in enumerate(left) if not _is_hidden(plain, at, plain[at]))
    return left


def identifier(text: str) -> str:
    """A name that things are told apart by in its one spelling (NFKC): full-width letters and narrow kana are usual."""
    return " ".join(normalize("NFKC", text).split())


def level(text: str) -> str:
    """The text with every dash as a hyphen."""
    return text.translate(_DASHES)


def alike(one: str, other: str) -> bool:
    """Whether two names look the same: but for case, width, dashes, blanks, and letters of other alphabets."""
    return bool(skeletons(one) & skeletons(other))


def skeletons(text: str) -> frozenset[str]:
    """What stays of a name where looks don't matter; two names are alike where one of these is the same."""
    bare = identifier(level(cleaned(text)))
    return frozenset({normalize("NFKC", bare.casefold()), normalize("NFKC", bare.translate(_LOOKS).casefold())})


def _without_flags(text: str) -> str:
    """The text, as long as before, without the tags that make the flags of England, Scotland and Wales."""
    return _FLAG.sub(lambda found: "x" * len(found[0]), text)


def _is_hidden(text: str, at: int, each: str) -> bool:
    if each in _JOINERS:
        return not _joins(text, at, each)
    if _is_selector(each):
        return at == 0 or text[at - 1].isspace() or _is_selector(text[at - 1])
    return each in _FILLERS or (category(each) == "Cf" and each not in _SEEN)


def _joins(text: str, at: int, each: str) -> bool:
    if not 0 < at < len(text) - 1:
        return False
    before, after = text[at - 1], text[at + 1]
    if each == "\u200d" and category(after) == "So":
        # Between the parts of an emoji: each may have a colour of skin, or say that it is a picture.
        return category(before) in ("So", "Sk") or before == "\ufe0f"
    return _takes_shapes(before) and _takes_shapes(after)


def _takes_shapes(character: str) -> bool:
    return combining(character) == 9 or name(character, "-").split()[0] in _JOINED


def _is_selector(character: str) -> bool:
    return (
        character in "\u180b\u180c\u180d\u180f"
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
    )


def _is_tag(character: str) -> bool:
    return "\U000e0000" <= character <= "\U000e007f"
