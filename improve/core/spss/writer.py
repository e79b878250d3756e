"""Writing a system file: the dictionary, then the cases, compressed."""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import IO

from improve.core.spss.dictionary import BIAS, LONGEST_SHORT, MISSING, dictionary, held, number_of
from improve.core.spss.values import LONGEST_TEXT, Set, Value, Variable, cut, with_usable_names, with_widths

# The bytes of the compression: 1 to 251 are the whole numbers from -99 to 151.
_LARGEST, _END, _RAW, _BLANK, _MISSING, _PAD = 251, 252, 253, 254, 255, 0
_SPACES = b" " * 8
_IN_MEMORY = 5_000_000
_NUMBER, _LENGTH = struct.Struct("<d"), struct.Struct("<i")


def write_sav(
    file: IO[bytes],
    variables: Sequence[Variable],
    rows: Iterable[Sequence[Value]],
    *,
    now: datetime,
    title: str = "",
    sets: Sequence[Set] = (),
) -> int:
    """Write the rows; answers how many there were. Texts are as wide as their longest value, at most 32,767 bytes.

    The rows are read once and kept in a file meanwhile: their number and widths stand before them. `sets` name their
    members as `variables` do. Times with a zone become UTC.
    """
    usable = with_usable_names(variables)
    renamed = {old.name: new.name for old, new in zip(variables, usable, strict=True)}
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as kept:
        count, widths = _keep(kept, usable, rows)
        final = with_widths(usable, widths)
        told = [Set(one.name, one.label, tuple(renamed[name] for name in one.members)) for one in sets]
        for part in dictionary(final, cases=count, title=title, sets=told, now=now):
            file.write(part)
        kept.seek(0)
        _pack(kept, final, count, _Packer(file))
    return count


def _keep(
    kept: IO[bytes], variables: Sequence[Variable], rows: Iterable[Sequence[Value]]
) -> tuple[int, list[int]]:
    """Store the encoded rows; how many, and the longest text of each column (its labels count, too)."""
    widths = [
        max((len(cut(str(value), LONGEST_TEXT)) for value, _label in one.labels), default=0)
        for one in variables
    ]
    texts = [one.is_text for one in variables]
    count = 0
    for row in rows:
        for place, (is_text, value) in enumerate(zip(texts, row, strict=True)):
            if not is_text:
                kept.write(_NUMBER.pack(number_of(value)))
                continue
            data = cut("" if value is None else str(value), LONGEST_TEXT)
            widths[place] = max(widths[place], len(data))
            kept.write(_LENGTH.pack(len(data)) + data)
        count += 1
    return count, widths


def _pack(kept: IO[bytes], variables: Sequence[Variable], count: int, packer: _Packer) -> None:
    """The kept rows, in the order in which they were stored."""
    widths = [variable.width if variable.is_text else None for variable in variables]
    for _row in range(count):
        for width in widths:
            if width is None:
                packer.number(_NUMBER.unpack(kept.read(_NUMBER.size))[0])
            else:
                (length,) = _LENGTH.unpack(kept.read(_LENGTH.size))
                packer.text(kept.read(length), held(width))
    packer.end()


class _Packer:
    """Groups of eight: one byte of each says what it is, and only what that does not say follows."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.codes = bytearray()
        self.raw = bytearray()

    def _add(self, code: int, raw: bytes = b"") -> None:
        self.codes.append(code)
        self.raw += raw
        if len(self.codes) == 8:
            self.file.write(self.codes + self.raw)
            self.codes.clear()
            self.raw.clear()

    def number(self, value: float) -> None:
        """A number of a case."""
        if value == MISSING:
            self._add(_MISSING)
        elif value.is_integer() and 1 <= value + BIAS <= _LARGEST:
            self._add(int(value + BIAS))
        else:
            self._add(_RAW, _NUMBER.pack(value))

    def text(self, data: bytes, size: int) -> None:
        """A text of a case in `size` bytes; a long one in pieces of 255 bytes, each with one space behind it."""
        if size > LONGEST_SHORT + 1:
            starts = range(0, len(data), LONGEST_SHORT)
            data = b"".join(data[start : start + LONGEST_SHORT].ljust(LONGEST_SHORT + 1) for start in starts)
        data = data[:size].rstrip(b" ")
        for place in range(0, len(data), 8):
            eight = data[place : place + 8].ljust(8)
            self._add(_BLANK) if eight == _SPACES else self._add(_RAW, eight)
        self._blanks(size // 8 - (len(data) + 7) // 8)

    def _blanks(self, count: int) -> None:
        while count and self.codes:
            self._add(_BLANK)
            count -= 1
        self.file.write(bytes((_BLANK,)) * (count // 8 * 8))
        for _one in range(count % 8):
            self._add(_BLANK)

    def end(self) -> None:
        """The last group, filled up."""
        self._add(_END)
        while self.codes:
            self._add(_PAD)
