"""Showing where a text holds what was searched for."""

from __future__ import annotations

import re
from functools import lru_cache

from markupsafe import Markup, escape

from improve.core.text import excerpt, fold, is_cjk
from improve.suggestions.queries.search import beginnings, distinct_phrases

BEFORE = 24
LOOKED_AT = 4_000


def marked(text: str, query: str) -> Markup:
    """`text` with every place that `query` finds in a `mark`."""
    if not query:
        return escape(text)
    out, end = Markup(""), 0
    for start, stop in places(text, query):
        out += escape(text[end:start]) + Markup("<mark>{}</mark>").format(text[start:stop])
        end = stop
    return out + escape(text[end:])


def excerpt_around(text: str, query: str, length: int) -> str:
    """About `length` characters of a text on one line, with the first place that `query` finds among them."""
    if not query:
        return excerpt(text[:LOOKED_AT], length)
    line = " ".join(text[:LOOKED_AT].split())
    found = places(line, query)
    if not found or found[0][1] <= length:
        return excerpt(line, length)
    start = found[0][0] - BEFORE
    if not is_cjk(line[start]):
        start = max(line.find(" ", start, found[0][0]), start) + 1
    return "…" + excerpt(line[start:], length - 1)


def places(text: str, query: str) -> list[tuple[int, int]]:
    """The start and end of each place, in order and not overlapping."""
    patterns = _patterns(query)
    if not patterns:
        return []
    folded, origins = fold(text), None
    if len(folded) != len(text):  # something grew or joined, which is rare
        folded, origins = _piecewise(text)
    found = [match.span() for pattern in patterns for match in pattern.finditer(folded)]
    if origins is not None:
        found = [(origins[start], origins[end - 1] + 1) for start, end in found]
    return _merged(sorted(found))


@lru_cache(maxsize=256)
def _patterns(query: str) -> tuple[re.Pattern[str], ...]:
    """What finds the phrases in folded text: a Latin word by its beginning, shown whole, a Chinese run anywhere."""
    patterns = []
    for phrase in distinct_phrases(query):
        run = phrase[0] + "".join(term[1:] for term in phrase[1:])
        if is_cjk(run):
            patterns.append(re.compile(re.escape(run)))
        else:
            starts = sorted({run, *beginnings(run)}, key=len, reverse=True)
            patterns.append(re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, starts))})"))
    return tuple(patterns)


def _piecewise(text: str) -> tuple[str, list[int]]:
    """The text folded character by character, and for each of these the place it came from."""
    pieces = [fold(character) for character in text]
    return "".join(pieces), [place for place, piece in enumerate(pieces) for _character in piece]


def _merged(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, stop in found:
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], stop))
        else:
            out.append((start, stop))
    return out
