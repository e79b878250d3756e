"""The first part of a system file: what its variables are."""

from __future__ import annotations

import math
import struct
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from improve.core.spss.values import LONGEST_LABEL, LONGEST_VALUE_LABEL, Set, Value, Variable, cut

MISSING = -sys.float_info.max
BIAS = 100.0
UTF_8 = 65001
# Longer texts are stored as several variables; each but the last counts 252 of their bytes, and holds 255.
LONGEST_SHORT, CHUNK = 255, 252
_START = datetime(1582, 10, 14)  # noqa: DTZ001  (days of the calendar have no zone)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclass(frozen=True, slots=True)
class Piece:
    """A variable as the file counts it. `place` is the number of its first 8 bytes within a case, from 1."""

    variable: Variable
    short: str
    width: int
    place: int
    is_first: bool

    @property
    def eights(self) -> int:
        """How many groups of 8 bytes a case has of it."""
        return (self.width + 7) // 8 if self.width else 1


def pieces_of(variables: Sequence[Variable]) -> list[Piece]:
    """The variables with the long texts in pieces, under short names of which each is used once."""
    out: list[Piece] = []
    place = 1
    for variable in variables:
        widths = _widths(variable.width) if variable.is_text else [0]
        for number, width in enumerate(widths):
            piece = Piece(variable, f"V{len(out) + 1:07d}", width, place, number == 0)
            out.append(piece)
            place += piece.eights
    return out


def _widths(width: int) -> list[int]:
    if width <= LONGEST_SHORT:
        return [max(width, 1)]
    count = (width + CHUNK - 1) // CHUNK
    return [LONGEST_SHORT] * (count - 1) + [width - (count - 1) * CHUNK]


def held(width: int) -> int:
    """How many bytes a case has of a text."""
    return sum((piece + 7) // 8 * 8 for piece in _widths(width))


def seconds(value: date | datetime) -> float:
    """A day or a moment as SPSS counts it: seconds since the Gregorian calendar began."""
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return (moment - _START).total_seconds()


def number_of(value: Value) -> float:
    """A value of a variable that is no text; None and what is no number are missing. So are the two ends of the
    floating-point numbers, which the format itself uses (the lowest for missing, the highest for open ranges).
    """
    if value is None or isinstance(value, str):
        return MISSING
    if isinstance(value, date):
        return seconds(value)
    number = float(value)
    return number if abs(number) < sys.float_info.max else MISSING


def dictionary(
    variables: Sequence[Variable], *, cases: int, title: str, sets: Sequence[Set], now: datetime
) -> Iterator[bytes]:
    """Everything that stands before the cases."""
    pieces = pieces_of(variables)
    yield _header(sum(piece.eights for piece in pieces), cases, title, now)
    for piece in pieces:
        yield from _variable(piece)
    for piece in pieces:
        if piece.is_first and piece.variable.labels and piece.width <= 8:
            yield _value_labels(piece)
    yield _extension(3, 4, struct.pack("<8i", 20, 0, 0, -1, 1, 1, 2, UTF_8))
    yield _extension(4, 8, struct.pack("<3d", MISSING, sys.float_info.max, math.nextafter(MISSING, 0)))
    first = {piece.variable.name: piece for piece in pieces if piece.is_first}
    if sets:
        yield _extension(7, 1, b"".join(_set(one, first) for one in sets))
    yield _extension(11, 4, b"".join(_display(piece) for piece in pieces))
    names = (piece.short.encode() + b"=" + name.encode() for name, piece in first.items())
    yield _extension(13, 1, b"\t".join(names))
    long = [piece for piece in first.values() if piece.variable.width > LONGEST_SHORT]
    if long:
        told = (f"{piece.short}={piece.variable.width:05d}".encode() + b"\0\t" for piece in long)
        yield _extension(14, 1, b"".join(told))
    yield _extension(16, 8, struct.pack("<2q", 1, cases))
    yield _extension(20, 1, b"UTF-8")
    labelled = [piece for piece in first.values() if piece.variable.labels and piece.width > 8]
    if labelled:
        yield _extension(21, 1, b"".join(_long_labels(piece) for piece in labelled))
    yield struct.pack("<2i", 999, 0)


def _header(eights: int, cases: int, title: str, now: datetime) -> bytes:
    product = b"@(#) SPSS DATA FILE Improve".ljust(60)
    day = f"{now.day:02d} {_MONTHS[now.month - 1]} {now.year % 100:02d}".encode()
    head = struct.pack("<4s60s5i", b"$FL2", product, 2, eights, 1, 0, cases)
    label = cut(title, 64).ljust(64)
    return head + struct.pack("<d9s8s64s3x", BIAS, day, now.strftime("%H:%M:%S").encode(), label)


def _variable(piece: Piece) -> Iterator[bytes]:
    variable = piece.variable
    label = cut(variable.label, LONGEST_LABEL) if piece.is_first else b""
    missing = () if variable.missing is None else (variable.missing,)
    shown = _shown(piece)
    name = piece.short.encode().ljust(8)
    yield struct.pack("<6i8s", 2, piece.width, int(bool(label)), len(missing), shown, shown, name)
    if label:
        yield struct.pack("<i", len(label)) + label + b" " * (-len(label) % 4)
    yield struct.pack(f"<{len(missing)}d", *missing)
    for _more in range(piece.eights - 1):
        yield struct.pack("<6i8s", 2, -1, 0, 0, 0, 0, b" " * 8)


def _shown(piece: Piece) -> int:
    code, width = piece.variable.format.value
    width = piece.width or width
    return code << 16 | width << 8 | piece.variable.decimals


def _value_labels(piece: Piece) -> bytes:
    variable = piece.variable
    out = [struct.pack("<2i", 3, len(variable.labels))]
    for value, words in variable.labels:
        label = cut(words, LONGEST_VALUE_LABEL)
        raw = cut(str(value), 8).ljust(8) if variable.is_text else struct.pack("<d", number_of(value))
        out.append(raw + bytes((len(label),)) + label + b" " * (-(len(label) + 1) % 8))
    out.append(struct.pack("<3i", 4, 1, piece.place))
    return b"".join(out)


def _long_labels(piece: Piece) -> bytes:
    variable = piece.variable
    name = variable.name.encode()
    out = [struct.pack("<i", len(name)), name, struct.pack("<2i", variable.width, len(variable.labels))]
    for value, words in variable.labels:
        label = cut(words, LONGEST_VALUE_LABEL)
        raw = cut(str(value), variable.width).ljust(variable.width)
        out += [struct.pack("<i", len(raw)), raw, struct.pack("<i", len(label)), label]
    return b"".join(out)


def _set(one: Set, first: dict[str, Piece]) -> bytes:
    label = cut(one.label, LONGEST_LABEL)
    members = " ".join(first[name].short.lower() for name in one.members)
    return b"$" + one.name.encode() + f"=D1 1 {len(label)} ".encode() + label + f" {members}\n".encode()


def _display(piece: Piece) -> bytes:
    variable = piece.variable
    width = min(max(piece.width, 8), 40) if variable.is_text else variable.format.value[1]
    return struct.pack("<3i", variable.measure.value, width, 0 if variable.is_text else 1)


def _extension(kind: int, size: int, data: bytes) -> bytes:
    return struct.pack("<4i", 7, kind, size, len(data) // size) + data
