"""Defining a metric, changing the definition, closing it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from improve.accounts.queries import active_people, unit_choices
from improve.core.db import db, transaction
from improve.core.errors import Forbidden
from improve.core.messages import _, _n
from improve.core.policy import WHOLE_COMPANY, authorize
from improve.metrics import service
from improve.metrics.forms import MetricForm
from improve.metrics.models import Metric, MetricKind, Reading
from improve.metrics.policy import Permission, definable_paths
from improve.metrics.views.blueprint import blueprint, recordable, visible_or_404
from improve.web.access import current_actor, requires

MOST_OWNERS_OFFERED = 200


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.DEFINE)
def new() -> ResponseReturnValue:
    """Define a metric."""
    actor = current_actor()
    if not definable_paths(actor):
        raise Forbidden()
    form = _form(
        {
            "period": "week",
            "decimals": 1,
            "calendar": "every_day",
            "combine": "refuse",
            "owner": actor.login,
            "feed": request.args.get("feed", ""),
        }
    )
    if form.validate_on_submit():
        with form.catching(), transaction():
            metric = service.define(form.value(), by=actor)
        if form.ok:
            if metric.feed is None:
                flash(_("The metric is defined. Enter its first readings."))
            else:
                _fill(metric)
            return redirect(url_for("metrics.show", metric_id=metric.id), 303)
    return _page(form, None)


@blueprint.route("/<int:metric_id>/edit", methods=["GET", "POST"])
@requires(Permission.DEFINE)
def edit(metric_id: int) -> ResponseReturnValue:
    """Change a definition."""
    metric = visible_or_404(metric_id)
    authorize(current_actor(), Permission.DEFINE, metric)
    form = _form(_present(metric), keep=metric)
    if form.validate_on_submit():
        with form.catching(), transaction():
            before = metric.feed
            service.redefine(metric, form.value(), by=current_actor())
        if form.ok:
            if metric.feed is None or metric.feed == before:
                flash(_("Saved."))
            else:
                _fill(metric)
            return redirect(url_for("metrics.show", metric_id=metric.id), 303)
    return _page(form, metric)


@blueprint.post("/<int:metric_id>/pull")
@requires(Permission.RECORD)
def pull(metric_id: int) -> ResponseReturnValue:
    """Let a metric that fills itself look for news now."""
    _fill(recordable(metric_id))
    return redirect(url_for("metrics.show", metric_id=metric_id), 303)


def _fill(metric: Metric) -> None:
    with transaction():
        outcome = service.pull(metric, by=current_actor())
    count = len(outcome.changes)
    flash(
        _n("%(n)s reading came in.", "%(n)s readings came in.", count) if count else _("Nothing new came in.")
    )


@blueprint.post("/<int:metric_id>/close")
@requires(Permission.DEFINE)
def close(metric_id: int) -> ResponseReturnValue:
    """Measure no more."""
    metric = visible_or_404(metric_id)
    with transaction():
        service.close(metric, by=current_actor())
    flash(_("The metric is closed. Its readings stay."))
    return redirect(url_for("metrics.show", metric_id=metric_id), 303)


@blueprint.post("/<int:metric_id>/reopen")
@requires(Permission.DEFINE)
def reopen(metric_id: int) -> ResponseReturnValue:
    """Measure again."""
    metric = visible_or_404(metric_id)
    with transaction():
        service.reopen(metric, by=current_actor())
    flash(_("The metric is open again."))
    return redirect(url_for("metrics.show", metric_id=metric_id), 303)


def _form(data: dict[str, Any], *, keep: Metric | None = None) -> MetricForm:
    """The form with the units in which the actor may define metrics, and the one that the metric has."""
    form = MetricForm(data=data)
    paths = definable_paths(current_actor())
    units = unit_choices(below=paths) if paths else []
    if keep is not None and keep.org_unit is not None and str(keep.unit_id) not in dict(units):
        units.append((str(keep.unit_id), str(keep.org_unit.name)))
    feeds = [(feed, str(offer.label)) for feed, offer in service.offers(current_actor())]
    if keep is not None and keep.feed is not None and keep.feed not in dict(feeds):
        feeds.append((keep.feed, _("as before")))
    form.feed.choices = [("", _("by hand, by file or over the API")), *feeds]
    nowhere = WHOLE_COMPANY in paths or (keep is not None and keep.unit_id is None)
    form.unit_id.choices = [*([("", _("The whole company"))] if nowhere or not units else []), *units]
    return form


def _present(metric: Metric) -> dict[str, Any]:
    return {
        "name": metric.name,
        "direction": metric.direction,
        "kind": metric.kind,
        "period": metric.period,
        "unit": metric.unit,
        "numerator_name": metric.numerator_name,
        "denominator_name": metric.denominator_name,
        "feed": metric.feed or "",
        "per": f"{metric.per:g}" if metric.kind == MetricKind.RATE else "1",
        "decimals": metric.decimals,
        "target": "" if metric.target is None else f"{metric.target:g}",
        "unit_id": metric.unit_id,
        "owner": metric.owner.login if metric.owner is not None else "",
        "description": metric.description,
        "calendar": metric.calendar,
        "combine": metric.combine,
        "code": metric.code,
    }


def _page(form: MetricForm, metric: Metric | None) -> ResponseReturnValue:
    people = db.session.scalars(active_people().limit(MOST_OWNERS_OFFERED)).all()
    fixed = metric is not None and (
        db.session.scalar(select(Reading.id).where(Reading.metric_id == metric.id).limit(1)) is not None
    )
    page = render_template("metrics/edit.html", form=form, metric=metric, people=people, is_fixed=fixed)
    return page, 422 if form.is_submitted() else 200
