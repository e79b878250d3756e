"""How the chart of a metric is drawn: kept for everybody, new limits, and the chart as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import db, transaction
from improve.core.errors import Missing, Refused
from improve.core.messages import _, _l
from improve.core.periods import code
from improve.core.policy import authorize
from improve.core.spreadsheets import csv_lines
from improve.metrics import service
from improve.metrics.forms import PhaseForm
from improve.metrics.models import Metric, Phase
from improve.metrics.policy import Permission
from improve.metrics.presenting.drawing import Picture
from improve.metrics.presenting.findings import finding
from improve.metrics.queries import company_day, finished_part, phases_of, series
from improve.metrics.values import COLUMN_LABELS, period_name, signal_words
from improve.metrics.values.charting import settings_of
from improve.metrics.views.blueprint import blueprint, visible_or_404
from improve.metrics.views.picturing import charted, settings_from
from improve.web.access import current_actor, found_or_404, requires
from improve.web.charts.files import as_file, as_picture
from improve.web.charts.raster import MissingFont


@blueprint.post("/<int:metric_id>/chart")
@requires(Permission.DEFINE)
def keep_chart(metric_id: int) -> ResponseReturnValue:
    """Draw it this way for everybody."""
    metric = _definable(metric_id)
    with transaction():
        service.keep_settings(metric, settings_from(request.form, settings_of(metric)), by=current_actor())
    flash(_("The chart is drawn this way from now on."))
    return redirect(url_for("metrics.show", metric_id=metric_id), 303)


@blueprint.route("/<int:metric_id>/new-limits", methods=["GET", "POST"])
@requires(Permission.DEFINE)
def new_limits(metric_id: int) -> ResponseReturnValue:
    """Answer Wheeler's four questions and let new limits begin."""
    metric = _definable(metric_id)
    form = PhaseForm(data={"period": request.args.get("period", "")})
    form.period.choices = _periods(metric)
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.set_phase(metric, form.value(), by=current_actor())
        if form.ok:
            flash(_("New limits hold from there on."))
            return redirect(url_for("metrics.show", metric_id=metric_id), 303)
    page = render_template("metrics/new_limits.html", metric=metric, form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/<int:metric_id>/new-limits/<int:phase_id>/withdraw")
@requires(Permission.DEFINE)
def withdraw_limits(metric_id: int, phase_id: int) -> ResponseReturnValue:
    """Draw the chart as before."""
    metric = _definable(metric_id)
    phase: Phase = found_or_404(db.session.scalar(phases_of(metric.id).where(Phase.id == phase_id)))
    with transaction():
        service.withdraw_phase(phase, by=current_actor())
    flash(_("The new limits are withdrawn; the answers stay readable."))
    return redirect(url_for("metrics.show", metric_id=metric_id), 303)


@blueprint.get("/<int:metric_id>/chart.svg")
@requires(Permission.READ)
def chart_svg(metric_id: int) -> Response:
    """The chart as a drawing of its own."""
    metric = visible_or_404(metric_id)
    return _attached(_file(metric), "image/svg+xml", f"{metric.code}.svg")


@blueprint.get("/<int:metric_id>/chart.png")
@requires(Permission.READ)
def chart_png(metric_id: int) -> Response:
    """The chart as a picture, for slides and messages."""
    metric = visible_or_404(metric_id)
    try:
        picture = as_picture(_file(metric))
    except MissingFont as error:
        raise Refused(
            _l("This server has no font for these characters. The drawing as SVG needs none of it.")
        ) from error
    return _attached(picture, "image/png", f"{metric.code}.png")


@blueprint.get("/<int:metric_id>/chart.csv")
@requires(Permission.READ)
def chart_csv(metric_id: int) -> Response:
    """The numbers of the chart: readings, lines and signals."""
    metric = visible_or_404(metric_id)
    lines = csv_lines(_header(metric), _rows(metric, _drawn(metric)))
    return _attached("".join(lines), "text/csv", f"{metric.code}-chart.csv")


def _definable(metric_id: int) -> Metric:
    metric = visible_or_404(metric_id)
    authorize(current_actor(), Permission.DEFINE, metric)
    return metric


def _periods(metric: Metric) -> list[tuple[str, str]]:
    """Where new limits may begin: the periods with a reading after the first one, the latest first."""
    found = finished_part(series(metric), company_day())
    kind = metric.period_kind
    return [
        (code(kind, start), period_name(kind, start))
        for start, value in reversed(list(zip(found.starts[1:], found.values[1:], strict=True)))
        if value is not None
    ][:600]


def _drawn(metric: Metric) -> Picture:
    """The chart as the address asks for it; without a reading there is none."""
    found = charted(metric, only="wide").picture
    if found is None:
        raise Missing()
    return found


def _file(metric: Metric) -> str:
    """The drawing with what it says above it."""
    found = charted(metric, only="wide")
    drawn = found.picture
    if drawn is None:
        raise Missing()
    return as_file(
        drawn.svg,
        heading=finding(metric, drawn.whole, found.name).sentence,
        line=drawn.line,
        notes=[event.text for event in drawn.events],
    )


def _header(metric: Metric) -> list[str]:
    amounts = ("numerator", "denominator") if metric.has_counts else ()
    return [
        str(COLUMN_LABELS["period"]),
        *(str(COLUMN_LABELS[name]) for name in amounts),
        str(COLUMN_LABELS["value"]),
        _("Center"),
        _("Lower limit"),
        _("Upper limit"),
        _("Signal"),
        _("Finished"),
    ]


def _rows(metric: Metric, drawn: Picture) -> Iterator[Sequence[Any]]:
    shown, lines = drawn.shown, drawn.chart
    counted = len(lines.values)
    for place, start in enumerate(shown.starts):
        amounts = [shown.numerators[place], shown.denominators[place]] if metric.has_counts else []
        done = place < counted
        levels = [lines.centers[place], lines.lower[place], lines.upper[place]] if done else [None] * 3
        word = signal_words(lines.labels[place]) if done else None
        yield [
            code(metric.period_kind, start),
            *amounts,
            shown.values[place],
            *levels,
            str(word) if word is not None else "",
            _("yes") if done else _("no"),
        ]


def _attached(body: Any, mimetype: str, name: str) -> Response:
    return Response(
        body, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
