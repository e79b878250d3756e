"""How wide a text will be, before any browser has drawn it.

The estimates are for 14 px and lean to the wide side of the usual system fonts (Segoe UI, PingFang SC, Inter,
DejaVu Sans): a label that gets a little too much room is fine, one that is cut is not.
"""

import unicodedata
from functools import lru_cache

FONT = 14.0
LINE = 18.0
ASCENT = 11.0
DESCENT = 4.0

_WIDTHS = (
    ("iljI|.,:;'!·’‘", 4.2),
    (" \u00a0\u202f", 4.5),
    ('ftr()[]{}-/\\"', 5.6),
    ("mM—", 13.4),
    ("wW%@…", 12.6),
    ("+−=<>≤≥±×", 11.2),
    ("–", 7.6),
)
_WIDTH_OF = {character: width for characters, width in _WIDTHS for character in characters}
# `text-autospace` puts about an eighth of an em between Chinese and figures or letters.
_AUTOSPACE = 2.0
_BOLD = 1.1


def is_wide(character: str) -> bool:
    """Whether the character fills a whole square, as Chinese, Japanese and Korean ones do."""
    return unicodedata.east_asian_width(character) in "WF"


@lru_cache(maxsize=4096)
def width(text: str, *, bold: bool = False) -> float:
    """Estimated width in px at 14 px. Remembered: every label is measured several times before it is placed."""
    total = 0.0
    before: bool | None = None
    for character in text:
        wide = is_wide(character)
        total += FONT if wide else _narrow_width(character)
        if before is not None and before != wide and character.isalnum():
            total += _AUTOSPACE
        before = wide
    return total * _BOLD if bold else total


def _narrow_width(character: str) -> float:
    known = _WIDTH_OF.get(character)
    if known is not None:
        return known
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0.0
    if character.isdigit():
        return 9.0
    return 9.8 if character.isupper() else 8.6


def fit(text: str, room: float, *, bold: bool = False) -> str:
    """The text, or as much of its beginning as fits into `room` px with an ellipsis."""
    if width(text, bold=bold) <= room:
        return text
    cut = text
    while cut and width(cut + "…", bold=bold) > room:
        cut = cut[:-1]
    return cut.rstrip() + "…" if cut else ""


def wrap(text: str, room: float, *, lines: int = 2) -> tuple[str, ...]:
    """At most `lines` lines of at most `room` px; what is left over is shown by an ellipsis.

    Latin text breaks at spaces, Chinese between any two characters.
    """
    words = _breakable(text)
    done: list[str] = []
    current = ""
    for position, word in enumerate(words):
        if not current or width((current + word).rstrip()) <= room:
            current += word
            continue
        if len(done) == lines - 1:
            return (*done, fit((current + "".join(words[position:])).rstrip(), room))
        done.append(fit(current.rstrip(), room))
        current = word
    return (*done, fit(current.rstrip(), room))


def _breakable(text: str) -> list[str]:
    pieces: list[str] = []
    for character in text.strip():
        opens = not pieces or pieces[-1].endswith(" ") or is_wide(character) or is_wide(pieces[-1][-1])
        closing = unicodedata.category(character) in {"Po", "Pe", "Pf"}
        if opens and not (closing and pieces) and character != " ":
            pieces.append(character)
        elif pieces:
            pieces[-1] += character
    return pieces or [""]


def join(value: str, name: str) -> str:
    """A figure and its name: "54.3 upper limit", but "54.3上限"."""
    if not name or not value:
        return value or name
    return value + name if is_wide(name[0]) else f"{value} {name}"
