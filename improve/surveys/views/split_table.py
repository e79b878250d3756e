"""Segments as a table: their scores with intervals, and what is said of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from improve.core.messages import _
from improve.surveys.segments.comparing import Compared, against_rest
from improve.surveys.segments.queries import Segment, split
from improve.surveys.segments.split import Split
from improve.surveys.values.kinds import Kind
from improve.surveys.views.figures import difference, interval, value
from improve.surveys.views.sight import Sight
from improve.web.charts import interval_dot, interval_scale, row_scale
from improve.web.formatting import number


@dataclass(frozen=True)
class Line:
    """A segment in the table."""

    key: str
    name: str
    n: int
    score: str
    interval: str
    drawing: Markup
    difference: str
    bounds: str
    direction: str


@dataclass(frozen=True)
class SplitTable:
    """The table of one segment; `hidden` answers belong to values that are not shown, or to none."""

    segment: Segment
    scale: Markup
    lines: list[Line]
    hidden: int
    found: Split


def split_table(sight: Sight) -> SplitTable | None:
    """The segments that the address splits by, each against all others; None where there is nothing to split."""
    segment, spec = sight.split_by, sight.leading
    if segment is None or spec is None:
        return None
    found = split(sight.survey.id, segment.code, spec, sight.by)
    if not found.may_show(None, sight.scope.span):
        return None
    rows = against_rest(found, sight.scope.span)
    scale, lines = table_lines(segment, spec.kind, rows)
    hidden = found.hidden if sight.scope.span is None else 0
    return SplitTable(segment, scale, lines, hidden, found)


def table_lines(segment: Segment, kind: Kind, rows: Sequence[Compared]) -> tuple[Markup, list[Line]]:
    """The scale of the column of drawings, and the rows."""
    bounds = [bound for row in rows for bound in (row.score.low, row.score.high, row.score.value)]
    scale = row_scale(bounds, size=150, number=number)
    lines = []
    for row in rows:
        shown = value(kind, row.score.value)
        told = interval(row.score)
        lines.append(
            Line(
                key=f"{segment.code}:{row.value}",
                name=segment.word(row.value),
                n=row.score.n,
                score=shown,
                interval=told,
                drawing=interval_dot(
                    row.score.value,
                    row.score.low,
                    row.score.high,
                    scale,
                    label=_("%(score)s, 95%% interval %(interval)s", score=shown, interval=told),
                    height=36,
                ),
                difference=difference(kind, row.change.difference) if row.change else "",
                bounds=_(
                    "%(low)s to %(high)s",
                    low=difference(kind, row.change.low),
                    high=difference(kind, row.change.high),
                )
                if row.change
                else "",
                direction=row.direction,
            )
        )
    return interval_scale(scale), lines
