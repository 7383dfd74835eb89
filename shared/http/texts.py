"""What the API page says of texts, whole numbers and lists: how long they may be, and what they may hold.

The domains refuse what else comes, with a sentence that names it; these are the same rules, for programs.
"""

from __future__ import annotations

from typing import Any

from pydantic import BeforeValidator, Field, WithJsonSchema

_BLANK = r"\t-\r\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_SEEN = r"[^\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028-\u202b\u202d-\u202f\u205f\u3000]"
_WITHIN_A_LINE = r"[^\u0000-\u001f\u007f-\u009f\u2028-\u202b\u202d\u202e]"
_WITHIN_LINES = r"[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028-\u202b\u202d\u202e]"

LINE = f"^[{_BLANK}]*{_SEEN}({_WITHIN_A_LINE}*{_SEEN})?[{_BLANK}]*$"
"""One line that isn't blank, without control characters; what is blank around it is left off."""

LINES = f"^[{_BLANK}]*{_SEEN}({_WITHIN_LINES}*{_SEEN})?[{_BLANK}]*$"
"""The same of several lines."""

EMAIL = f"^[{_BLANK}]*{_SEEN}+@{_SEEN.replace('[^', '[^@')}+[{_BLANK}]*$"
"""Something@something."""

STORABLE = r"^[^\u0000]+$"
"""Anything that a database can hold."""


def text(longest: int, pattern: str = LINE) -> dict[str, Any]:
    """The schema of a text of so many characters at most that fits the pattern."""
    return {"type": "string", "minLength": 1, "maxLength": longest, "pattern": pattern}


def unpadded(longest: int) -> BeforeValidator:
    """Blanks around a text count, too, as the schema counts them; what is too long without them the domain refuses."""

    def check(given: Any) -> Any:
        if isinstance(given, str) and len(given) > longest >= len(given.strip()):
            raise ValueError(f"it has {len(given)} characters with the blanks around it; leave these off")
        return given

    return BeforeValidator(check)


def whole(least: int, most: int) -> WithJsonSchema:
    """A whole number within these bounds, for ``Annotated[Whole, ...]``."""
    return WithJsonSchema({"type": "integer", "minimum": least, "maximum": most})


def items(least: int, most: int) -> Any:
    """So many items, for ``Annotated[list[...], ...]``."""
    return Field(json_schema_extra={"minItems": least, "maxItems": most})
