"""Counts of causes as they are pasted, and the few that make most of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from improve.core.errors import Invalid
from improve.core.messages import _l

MOST_ROWS = 60
# The causes that together make this share, in percent, are the vital few.
VITAL = 80
_ROW = re.compile(r"^(?P<name>.*?\S)[\s,;:|，；：、]+(?P<count>[0-9][0-9\u202f\u00a0' ]*(?:[.,][0-9]+)?)$")


@dataclass(frozen=True)
class Cause:
    """One bar: its count, its share and the share of all down to it, in percent."""

    name: str
    count: float
    share: float
    cumulative: float
    is_vital: bool


def read_counts(text: str) -> list[tuple[str, float]]:
    """Lines of a cause and its count, with anything usual between them. Equal causes are added up."""
    found: dict[str, float] = {}
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > MOST_ROWS:
        raise Invalid.field(
            "counts", _l("At most %(most)s lines fit. Put the rare causes together.", most=MOST_ROWS)
        )
    for number, line in enumerate(lines, 1):
        match = _ROW.match(line)
        count = _number(match["count"]) if match else None
        if match is None or count is None or not 0 <= count <= 1e12:
            problem = _l("Line %(n)s has no count at its end: %(line)s", n=number, line=line[:60])
            raise Invalid.field("counts", problem)
        found[match["name"][:200]] = found.get(match["name"][:200], 0) + count
    return list(found.items())


def _number(text: str) -> float | None:
    plain = re.sub(r"[\u202f\u00a0' ]", "", text)
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", plain):
        plain = plain.replace(",", "")
    try:
        return float(plain.replace(",", "."))
    except ValueError:
        return None


def pareto(counts: Sequence[tuple[str, float]]) -> list[Cause]:
    """The causes, the most frequent first; vital are those needed to reach 80 %."""
    total = sum(count for _name, count in counts)
    if not total:
        return []
    bars: list[Cause] = []
    so_far = 0.0
    for name, count in sorted(counts, key=lambda pair: (-pair[1], pair[0])):
        is_vital = 100 * so_far / total < VITAL and count > 0
        so_far += count
        bars.append(Cause(name, count, 100 * count / total, 100 * so_far / total, is_vital))
    return bars
