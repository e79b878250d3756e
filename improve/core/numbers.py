"""Numbers as people write them: 1,234.5 and 1.234,5, full-width digits, 12 %, a typographic minus."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from improve.core.cells import Cell, CellError, as_text, excerpt

Mark = Literal[".", ","]

_NUMBER = re.compile(r"[+-]?(?:\d[\d.,]*|[.,]\d+)(?:e[+-]?\d{1,3})?%?")
_SPACES = re.compile(r"(?<=\d)[\s\u00a0\u2007\u2009\u202f'’](?=\d{3}(?!\d))")
_MINUS = str.maketrans({"\u2212": "-", "\u2012": "-", "\ufe63": "-"})
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class NumberReader:
    """Reads the numbers of one column. The two flags settle what a single cell leaves open: is the mark in
    "1,234" and in "1.234" a decimal one, or does it divide thousands?"""

    comma_is_decimal: bool = False
    point_is_decimal: bool = True

    @classmethod
    def for_column(cls, cells: Iterable[Cell], *, delimiter: str | None = None) -> NumberReader:
        """Learn the decimal mark from the cells that show it: "1.234,5" and "1,5" say comma, "1,234.5" point.

        Where none does, a file with semicolons writes decimal commas; otherwise a comma with three digits
        behind it divides thousands and a point is a decimal point.
        """
        shown = {mark for cell in cells if (mark := _shown_mark(_tidy(as_text(cell)))) is not None}
        if shown == {","}:
            return cls(comma_is_decimal=True, point_is_decimal=False)
        return cls(comma_is_decimal=delimiter == ";" and not shown)

    def read(self, cell: Cell) -> float | None:
        """The number, None for an empty cell; "12 %" is 0.12. Refuses anything else (`not_a_number`)."""
        text = _tidy(as_text(cell))
        if not text:
            return None
        if isinstance(cell, str) and len(text) <= _LONGEST and _NUMBER.fullmatch(text):
            number = self._value(text.removesuffix("%"))
            if number is not None and math.isfinite(number):
                return number / 100 if text.endswith("%") else number
        shown = excerpt(as_text(cell))
        raise CellError("not_a_number", f"{shown!r} is not a number.", value=shown)

    def read_whole(self, cell: Cell) -> int | None:
        """As `read`, and refuses a fraction (`not_whole`); 12.0 is 12."""
        number = self.read(cell)
        if number is None:
            return None
        if number != int(number):
            shown = excerpt(as_text(cell))
            raise CellError("not_whole", f"{shown!r} is not a whole number.", value=shown)
        return int(number)

    def _value(self, text: str) -> float | None:
        mark = _shown_mark(text) or self._mark_of_ambiguous(text)
        other = "," if mark == "." else "."
        digits = text.partition("e")[0]
        whole, _, fraction = digits.partition(mark)
        if mark in fraction or other in fraction or not _grouped(whole, other):
            return None
        return float(text.replace(other, "").replace(mark, "."))

    def _mark_of_ambiguous(self, text: str) -> Mark:
        """The decimal mark of a number with one mark and three digits behind it, or with no mark at all."""
        if "," in text:
            return "," if self.comma_is_decimal else "."
        return "." if self.point_is_decimal else ","


def read_number(cell: Cell) -> float | None:
    """One number by itself: "1,234" is read as 1234. See `NumberReader.read`."""
    return NumberReader().read(cell)


def _tidy(text: str) -> str:
    """Half width, plain minus, no space between thousands or before the percent sign, small e."""
    text = unicodedata.normalize("NFKC", text).translate(_MINUS).strip()
    return _SPACES.sub("", text).replace(" %", "%").lower()


def _shown_mark(text: str) -> Mark | None:
    """The decimal mark that this number shows beyond doubt, or None."""
    if not _NUMBER.fullmatch(text):
        return None
    digits = text.lstrip("+-").partition("e")[0].rstrip("%")
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        return "." if digits.rindex(".") > digits.rindex(",") else ","
    if points + commas == 0:
        return None
    mark: Mark = "." if points else ","
    other: Mark = "," if points else "."
    if points + commas > 1:
        return other
    whole, _, fraction = digits.partition(mark)
    could_be_thousands = len(fraction) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
    return None if could_be_thousands else mark


def _grouped(whole: str, mark: str) -> bool:
    """Are the thousands, if they are divided at all, divided in threes?"""
    groups = whole.lstrip("+-").split(mark)
    return len(groups) == 1 or (1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]))
