"""From bytes to text: recognised where that is certain; otherwise refused, with what the file looks like."""

from __future__ import annotations

import codecs
from unicodedata import category

from shared.events import Invalid

_MARKS: tuple[tuple[bytes, str, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_LIKELY: tuple[tuple[str, str], ...] = (("cp932", "CP932"), ("euc_jp", "EUC-JP"), ("cp1252", "Windows-1252"))


class Undecodable(Invalid):
    """The bytes are no text that is certain; the message is the part of a sentence that follows the file's name."""


def decoded(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text, and the name of its encoding: of a mark at its beginning, UTF-8, UTF-16, or the `encoding` said.

    Raises Undecodable: "is not UTF-8 (byte 7); it looks like CP932 …".
    """
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data, codec, name), name
    if encoding is not None:
        codec = _known(encoding)
        return _strictly(data, codec, encoding), encoding
    if b"\0" in data:
        return _wide(data)
    if b"\x1b$" in data:
        raise Undecodable(f"looks like ISO-2022-JP; {_ask('iso2022_jp')}")
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        likely = _likely(data)
        looks = "and looks like no encoding known here" if likely is None else f"it looks like {likely[1]}"
        raise Undecodable(f"is not UTF-8 (byte {error.start}); {looks}; {_ask(likely and likely[0])}") from None


def _strictly(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except (UnicodeDecodeError, UnicodeError) as error:
        where = f" (byte {error.start})" if isinstance(error, UnicodeDecodeError) else ""
        raise Undecodable(f"is not {name} throughout{where}; save it as UTF-8, or say another --encoding") from None


def _known(encoding: str) -> str:
    try:
        found = codecs.lookup(encoding)
    except (LookupError, ValueError):
        found = None
    if found is None or not found._is_text_encoding:
        raise Invalid(f"{encoding!r} is no encoding; say one such as utf-8, cp932, euc_jp, utf-16 or cp1252")
    return found.name


def _wide(data: bytes) -> tuple[str, str]:
    """UTF-16 without a mark: certain where only one order of the bytes makes a text without strange characters."""
    fitting = []
    for codec, name in (("utf-16-le", "UTF-16LE"), ("utf-16-be", "UTF-16BE")):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if all(character in "\t\r\n" or category(character) not in ("Cc", "Cn", "Co") for character in text):
            fitting.append((text, name))
    if len(fitting) != 1:
        raise Undecodable(f"holds null bytes, so it is no text in UTF-8, nor certainly one in UTF-16; {_ask(None)}")
    return fitting[0]


def _likely(data: bytes) -> tuple[str, str] | None:
    """The encoding in which it reads most like a text, of those in which it can be read at all."""
    scores: list[tuple[float, tuple[str, str]]] = []
    for codec, name in _LIKELY:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        foreign = [character for character in text if ord(character) > 0x7F]
        if foreign:
            scores.append((sum(map(_plausible, foreign)) / len(foreign), (codec, name)))
    best = max(scores, default=None, key=lambda each: each[0])
    return best[1] if best is not None and best[0] > 0 else None


def _plausible(character: str) -> float:
    point = ord(character)
    if 0x3000 <= point <= 0x30FF:
        return 2.0
    if 0x4E00 <= point <= 0x9FFF or 0xFF01 <= point <= 0xFF5E:
        return 1.0
    if 0xC0 <= point <= 0x17F:
        return 0.7
    # What other encodings become when they are read as CP932.
    return -1.0 if 0xFF61 <= point <= 0xFF9F or category(character) in ("Co", "Cn", "Cc") else 0.0


def _ask(codec: str | None) -> str:
    return f"say --encoding {codec or 'NAME'}, or save it as UTF-8"
