"""Place and time, and where people stop: pages with tables that are read out as well as seen, and as files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from babel.dates import format_date
from flask import Response, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from improve.core.periods import code as period_code
from improve.core.spreadsheets import csv_lines
from improve.metrics.values import period_short
from improve.surveys import queries
from improve.surveys.intents.queries import clicks_of, sent_after_clicking
from improve.surveys.policy import Permission
from improve.surveys.queries.report import results_of
from improve.surveys.segments.comparing import against_rest
from improve.surveys.segments.leaving import way_of
from improve.surveys.segments.queries import Segment, split
from improve.surveys.segments.split import Split
from improve.surveys.segments.times import HeatMap, by_segment, by_weekday
from improve.surveys.values.questions import specs_of
from improve.surveys.views.figures import interval, value
from improve.surveys.views.routes import blueprint
from improve.surveys.views.sight import Sight, full_sight_or_404, kind_of
from improve.web.access import requires
from improve.web.i18n import current_language

MONDAY = date(2024, 1, 1)


@blueprint.get("/surveys/<int:survey_id>/results/times")
@requires(Permission.READ_RESULTS)
def times(survey_id: int) -> ResponseReturnValue:
    """Scores by segment and period, and by day of the week and period."""
    sight = full_sight_or_404(survey_id)
    kind = kind_of(sight)
    segment, places = _places(sight)
    return render_template(
        "surveys/results/times.html",
        survey=sight.survey,
        sight=sight,
        segment=segment,
        places=places,
        days=_days(sight),
        weekday=weekday_name,
        kind=kind,
        value=value,
        interval=interval,
        period_name=period_short,
    )


def _places(sight: Sight) -> tuple[Segment | None, HeatMap | None]:
    segment = sight.split_by
    if segment is None:
        return None, None
    return segment, by_segment(_split(sight, segment))


def _split(sight: Sight, segment: Segment) -> Split:
    return split(sight.survey.id, segment.code, sight.leading, sight.by)


def _days(sight: Sight) -> HeatMap:
    if sight.leading is None:
        raise NotFound
    return by_weekday(sight.survey.id, sight.leading, sight.by)


def weekday_name(number: str) -> str:
    """Monday for "0"."""
    return format_date(MONDAY + timedelta(days=int(number)), "EEEE", locale=current_language())


@blueprint.get("/surveys/<int:survey_id>/results/drop-off")
@requires(Permission.READ_RESULTS)
def drop_off(survey_id: int) -> ResponseReturnValue:
    """Where people stop, for the wording that is asked now."""
    sight = full_sight_or_404(survey_id)
    version = queries.published_version(sight.survey)
    if version is None:
        raise NotFound
    return render_template(
        "surveys/results/drop_off.html",
        survey=sight.survey,
        sight=sight,
        version=version,
        way=way_of(version, specs_of(version.questions)),
        clicks=clicks_of(sight.survey, None),
        sent_after=sent_after_clicking(sight.survey),
    )


@blueprint.get("/surveys/<int:survey_id>/results/periods.csv")
@requires(Permission.READ_RESULTS)
def periods_csv(survey_id: int) -> ResponseReturnValue:
    """The scores by period; hidden ones are empty."""
    sight = full_sight_or_404(survey_id)
    report = results_of(sight.survey, sight.by, sight.scope if sight.is_narrowed else None, sight.specs)
    rows = [
        [result.spec.code, period_code(report.by, point.start), *_cells(point.score, point.n)]
        for result in report.scores
        for point in result.trend
    ]
    return _file(sight, "periods", ["question", "period", *_HEADS], rows)


@blueprint.get("/surveys/<int:survey_id>/results/segments.csv")
@requires(Permission.READ_RESULTS)
def segments_csv(survey_id: int) -> ResponseReturnValue:
    """The scores of the segments that may be shown, all of them or those of `split`, over all time and by period."""
    sight = full_sight_or_404(survey_id)
    kind_of(sight)
    rows: list[list[Any]] = []
    for segment in sight.segments:
        found = _split(sight, segment)
        for row in against_rest(found):
            own = [segment.code, row.value, segment.word(row.value)]
            rows.append([*own, "", *_cells(row.score, row.score.n)])
            rows += [
                [*own, period_code(sight.by, start), *_cells(one, one.n if one else None)]
                for start, one in found.series(row.value)
            ]
    return _file(sight, "segments", ["segment", "value", "name", "period", *_HEADS], rows)


@blueprint.get("/surveys/<int:survey_id>/results/times.csv")
@requires(Permission.READ_RESULTS)
def times_csv(survey_id: int) -> ResponseReturnValue:
    """The scores by day of the week (1 is Monday) and period."""
    sight = full_sight_or_404(survey_id)
    found = _days(sight)
    rows = [
        [int(name) + 1, period_code(sight.by, start), *_cells(cell.score, cell.score.n)]
        for name, cells in found.rows.items()
        for start, cell in zip(found.starts, cells, strict=True)
        if cell is not None
    ]
    return _file(sight, "times", ["weekday", "period", *_HEADS], rows)


@blueprint.get("/surveys/<int:survey_id>/results/drop-off.csv")
@requires(Permission.READ_RESULTS)
def drop_off_csv(survey_id: int) -> ResponseReturnValue:
    """Where people stop; what is hidden or not known is empty."""
    sight = full_sight_or_404(survey_id)
    version = queries.published_version(sight.survey)
    way = way_of(version, specs_of(version.questions)) if version is not None else None
    rows = [
        [step.spec.code, step.page, step.reached, step.left, step.answered]
        for step in (way.steps if way else ())
    ]
    return _file(sight, "drop-off", ["question", "page", "reached", "left", "answered"], rows)


_HEADS = ("n", "score", "low", "high")


def _cells(found: Any, n: int | None) -> list[Any]:
    if found is None:
        return ["", "", "", ""]
    return [n, *("" if one is None else round(one, 4) for one in (found.value, found.low, found.high))]


def _file(sight: Sight, name: str, heads: Sequence[str], rows: Iterable[list[Any]]) -> Response:
    lines = csv_lines(heads, (["" if cell is None else cell for cell in row] for row in rows))
    disposition = f'attachment; filename="survey-{sight.survey.id}-{name}.csv"'
    return Response("".join(lines), mimetype="text/csv", headers={"Content-Disposition": disposition})
