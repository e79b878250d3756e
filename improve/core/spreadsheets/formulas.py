"""Text that a spreadsheet program would run as a formula.

A CSV cell that begins with = + - @, their full-width forms, a tab or a line end is taken for a formula by
Excel and its kin, whatever wrote it. So the writer puts an apostrophe before such a text, and the reader takes
one apostrophe away where it stands before such a character. Text that already begins with apostrophes before
such a character gets one more, so that reading what was written always gives back the same text. Plain numbers
such as -5 or +3.2 % are harmless and stay as they are; whatever is written as a number is no text at all.
"""

from __future__ import annotations

import re

_STARTS = "=+\\-@＝＋－＠\t\r\n"
_DANGEROUS = re.compile(f"'*[{_STARTS}]")
_MASKED = re.compile(f"'+[{_STARTS}]")
_PLAIN_NUMBER = re.compile(r"[+-][\d.,]*\d[\d.,]*(?:[eE][+-]?\d{1,3})?\s?%?")


def neutralize(text: str) -> str:
    """The text so that no spreadsheet program runs it."""
    if _DANGEROUS.match(text) and not _PLAIN_NUMBER.fullmatch(text):
        return "'" + text
    return text


def restore(text: str) -> str:
    """The text that `neutralize` was given; text without such an apostrophe stays as it is."""
    return text[1:] if _MASKED.match(text) else text
