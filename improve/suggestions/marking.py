"""Showing where a text holds what was searched for."""

from __future__ import annotations

import re

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
    phrases = distinct_phrases(query)
    if not phrases:
        return []
    folded, origins = _folded(text)
    found: list[tuple[int, int]] = []
    for phrase in phrases:
        run = phrase[0] + "".join(term[1:] for term in phrase[1:])
        # A Latin word is found by its beginning and shown whole, a Chinese run anywhere.
        if is_cjk(run):
            pattern = re.escape(run)
        else:
            starts = sorted({run, *beginnings(run)}, key=len, reverse=True)
            pattern = rf"(?<![^\W_])(?:{'|'.join(map(re.escape, starts))})"
        for match in re.finditer(pattern, folded):
            found.append((origins[match.start()], origins[match.end() - 1] + 1))
    return _merged(sorted(found))


def _folded(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place it came from."""
    whole = fold(text)
    if len(whole) == len(text):
        return whole, list(range(len(text)))  # nothing grew or joined: nearly every text
    pieces: list[str] = []
    origins: list[int] = []
    for place, character in enumerate(text):
        piece = fold(character)
        pieces.append(piece)
        origins += [place] * len(piece)
    return "".join(pieces), origins


def _merged(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, stop in found:
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], stop))
        else:
            out.append((start, stop))
    return out
