"""What happened, marked on the chart."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import db, transaction
from improve.core.messages import _
from improve.metrics import service
from improve.metrics.forms import MarkForm
from improve.metrics.models import Mark
from improve.metrics.policy import Permission
from improve.metrics.queries import marks_of
from improve.metrics.views.blueprint import blueprint, recordable
from improve.metrics.views.show import page_of
from improve.web.access import current_actor, found_or_404, requires


@blueprint.post("/<int:metric_id>/marks")
@requires(Permission.RECORD)
def add_mark(metric_id: int) -> ResponseReturnValue:
    """Mark a day."""
    metric = recordable(metric_id)
    form = MarkForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.add_mark(metric, form.value(), by=current_actor())
        if form.ok:
            flash(_("Marked on the chart."))
            return redirect(url_for("metrics.show", metric_id=metric_id), 303)
    return page_of(metric, mark_form=form), 422


@blueprint.post("/<int:metric_id>/marks/<int:mark_id>/remove")
@requires(Permission.RECORD)
def remove_mark(metric_id: int, mark_id: int) -> ResponseReturnValue:
    """Take a mark off."""
    metric = recordable(metric_id)
    mark: Mark = found_or_404(db.session.scalar(marks_of(metric.id).where(Mark.id == mark_id)))
    with transaction():
        service.remove_mark(mark, by=current_actor())
    flash(_("Taken off the chart."))
    return redirect(url_for("metrics.show", metric_id=metric_id), 303)
