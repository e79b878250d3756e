"""From bytes to text: UTF-8, UTF-16, GB18030, and Windows-1252 for Western files that are none of these."""

from __future__ import annotations

import codecs
import re

from improve.core.spreadsheets.errors import UnreadableFile

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PAIR = re.compile(rb"[\x81-\xfe]([\x30-\x39\x40-\x7e\x80-\xfe])")
# Control characters that no text has; form feed and the rest of white space may occur.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x7f]")


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. Refuses what is no text (`binary`, `encoding`)."""
    text, encoding = _decoded(data)
    head = text[:100_000]
    if "\x00" in text or len(_CONTROL.findall(head)) > max(10, len(head) / 50):
        raise _binary()
    return text, encoding


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _strict(data, encoding), encoding.removesuffix("-sig")
    without_mark = _utf16_without_mark(data[:4000])
    if without_mark is not None:
        return _strict(data, without_mark), without_mark
    if b"\x00" in data:
        raise _binary()
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    if _is_damaged_utf8(data):
        raise UnreadableFile("encoding", "The file is UTF-8 with damaged characters in it.", encoding="utf-8")
    if _looks_western(data):
        return _strict(data, "cp1252"), "cp1252"
    return _strict(data, "gb18030"), "gb18030"


def _binary() -> UnreadableFile:
    return UnreadableFile("binary", "This is not a text file or a workbook.")


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            "encoding",
            "The characters of this file cannot be read. Save it as UTF-8 and try again.",
            encoding=encoding,
        ) from error


def _utf16_without_mark(head: bytes) -> str | None:
    """UTF-16 of a text with ASCII in it has a zero in every second byte of those characters."""
    pairs = len(head) // 2
    if pairs < 2:
        return None
    even, odd = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if odd > 0.2 * pairs and even < 0.02 * pairs:
        return "utf-16-le"
    if even > 0.2 * pairs and odd < 0.02 * pairs:
        return "utf-16-be"
    return None


def _is_damaged_utf8(data: bytes) -> bool:
    """Mostly good multi-byte characters and few broken ones: no other encoding looks like that by chance."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    good = sum(character > "\x7f" for character in text) - broken
    return good > 10 * broken


def _looks_western(data: bytes) -> bool:
    """Is it Windows-1252 rather than GB18030? There a byte above 127 mostly stands before an ASCII letter."""
    trails = _PAIR.findall(data)
    if sum(trail < b"\x80" for trail in trails) > len(trails) / 2:
        return True
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return True
    return False
