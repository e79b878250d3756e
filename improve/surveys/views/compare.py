"""Two groups of answers against each other: periods, or segments, with the mix held still where it moved."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from improve.core.messages import _, _p
from improve.core.periods import last_day
from improve.surveys.policy import Permission
from improve.surveys.queries.surveys import company_today
from improve.surveys.rules.scores import Score, change
from improve.surveys.segments.comparing import Mix, mix_of, over_time
from improve.surveys.segments.queries import Segment, split
from improve.surveys.segments.scope import Scope
from improve.surveys.segments.split import Span, Split
from improve.surveys.values.kinds import Kind
from improve.surveys.views.figures import change_words, difference, interval, period_name, value
from improve.surveys.views.routes import blueprint
from improve.surveys.views.sight import Sight, full_sight_or_404, kind_of
from improve.surveys.views.split_table import SplitTable, table_lines
from improve.web.access import requires
from improve.web.formatting import number, percent


@dataclass(frozen=True)
class Side:
    """A group: which answers, what they are called, and their score if it may be shown."""

    scope: Scope
    name: str
    score: Score | None


@dataclass(frozen=True)
class MixShown:
    """How the mix by a segment moved, in words and figures."""

    segment: Segment
    moved: bool
    lines: list[tuple[str, str, str]]
    held: str


@blueprint.get("/surveys/<int:survey_id>/results/compare")
@requires(Permission.READ_RESULTS)
def compare(survey_id: int) -> ResponseReturnValue:
    """The change between two periods or two segments, in words."""
    sight = full_sight_or_404(survey_id)
    kind = kind_of(sight)
    scopes = _scopes(sight)
    sides = _sides(sight, scopes)
    overlaps = _overlap(sight, *scopes)
    scores = (sides[0].score, sides[1].score)
    found = change(scores[0], scores[1]) if scores[0] and scores[1] and not overlaps else None
    counted = [number(score.n) if score else _p("count", "fewer than 5") for score in scores]
    words = change_words(kind, scores, found, (sides[0].name, sides[1].name), (counted[0], counted[1]))
    in_time = _in_time(scopes) and not overlaps and sides[0].score is not None and sides[1].score is not None
    mixes = _mixes(sight, kind, scopes) if in_time else []
    return render_template(
        "surveys/results/compare.html",
        survey=sight.survey,
        sight=sight,
        sides=sides,
        overlaps=overlaps,
        words=words,
        mixes=mixes,
        table=_table(sight, kind, scopes) if in_time else None,
        interval=interval,
        value=value,
        kind=kind,
        period_name=period_name,
    )


def _scopes(sight: Sight) -> tuple[Scope, Scope]:
    """The groups that the address names; without any, the last two finished periods."""
    args = request.args
    first, second = (
        Scope(
            sight.by,
            sight.read_segment(args.get(f"{side}_segment", "")),
            sight.read_span(args.get(f"{side}_since", ""), args.get(f"{side}_until", "")),
        )
        for side in ("a", "b")
    )
    if first == second:
        today = company_today()
        finished = [start for start in sight.starts if last_day(sight.by, start) < today]
        if len(finished) > 1:
            before, after = finished[-2:]
            segment = first.segment
            return Scope(sight.by, segment, (before, before)), Scope(sight.by, segment, (after, after))
    return first, second


def _in_time(scopes: tuple[Scope, Scope]) -> bool:
    return scopes[0].segment is None and scopes[1].segment is None


def _overlap(sight: Sight, first: Scope, second: Scope) -> bool:
    """Could the same form be on both sides?"""
    codes = [scope.segment[0] if scope.segment else None for scope in (first, second)]
    if codes[0] is not None and codes[0] == codes[1] and first.segment != second.segment:
        return False
    everything: Span | None = (sight.starts[0], sight.starts[-1]) if sight.starts else None
    a, b = first.span or everything, second.span or everything
    return a is None or b is None or (a[0] <= b[1] and b[0] <= a[1])


def _sides(sight: Sight, scopes: tuple[Scope, Scope]) -> list[Side]:
    kept: dict[str | None, Split] = {}
    out = []
    for scope in scopes:
        code, value_ = scope.segment or (None, None)
        if code not in kept:
            kept[code] = split(sight.survey.id, code, sight.leading, sight.by)
        parts = [sight.word(scope.segment) if scope.segment else "", sight.span_name(scope.span)]
        name = " · ".join(part for part in parts if part) or _("all answers")
        out.append(Side(scope, name, kept[code].score(value_, scope.span)))
    return out


def _mixes(sight: Sight, kind: Kind, scopes: tuple[Scope, Scope]) -> list[MixShown]:
    out = []
    for segment in sight.plain:
        found = split(sight.survey.id, segment.code, sight.leading, sight.by)
        before, after = (_scores(found, scope.span) for scope in scopes)
        everybody = sum(one.n for one in (found.score(None, scope.span) for scope in scopes) if one)
        mix = mix_of(kind, before, after, everybody)
        if mix is not None:
            lines = [
                (segment.word(name), percent(before), percent(after))
                for name, (before, after) in mix.shares.items()
            ]
            out.append(MixShown(segment, mix.moved, lines, _held(kind, mix)))
    return out


def _scores(found: Split, span: Span | None) -> dict[str, Score]:
    scores = {name: found.score(name, span) for name in found.shown}
    return {name: score for name, score in scores.items() if score is not None}


def _held(kind: Kind, mix: Mix) -> str:
    return _(
        "With the same mix on both sides the change is %(change)s, 95%% interval %(low)s to %(high)s (%(share)s of the answers).",
        change=difference(kind, mix.held.difference),
        low=difference(kind, mix.held.low),
        high=difference(kind, mix.held.high),
        share=percent(mix.covered),
    )


def _table(sight: Sight, kind: Kind, scopes: tuple[Scope, Scope]) -> SplitTable | None:
    """Each segment against its own past."""
    segment, before, after = sight.split_by, scopes[0].span, scopes[1].span
    if segment is None or before is None or after is None:
        return None
    found = split(sight.survey.id, segment.code, sight.leading, sight.by)
    scale, lines = table_lines(segment, kind, over_time(found, before, after))
    return SplitTable(segment, scale, lines, 0, found) if lines else None
