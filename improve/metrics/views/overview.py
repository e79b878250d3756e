"""The list of metrics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import func, select

from improve.accounts.models import Unit
from improve.accounts.queries import unit_choices
from improve.core.db import LARGEST_ID, db
from improve.metrics.models import Metric
from improve.metrics.policy import Permission, definable_paths
from improve.metrics.presenting.drawing import small
from improve.metrics.queries import (
    Which,
    by_name,
    company_day,
    matching,
    narrowed,
    standings,
    states_of,
    visible_to,
    waiting_for,
)
from improve.metrics.rules import Standing
from improve.metrics.views.blueprint import blueprint
from improve.web.access import current_actor, requires
from improve.web.i18n import current_language
from improve.web.tables import page_number, paginate


@dataclass(frozen=True)
class Row:
    """One metric of the list."""

    metric: Metric
    spark: Markup | str
    standing: Standing
    last: date | None
    value: float | None


@blueprint.get("")
@requires(Permission.READ)
def index() -> ResponseReturnValue:
    """All metrics with their last readings and what waits."""
    actor, today = current_actor(), company_day()
    chosen = request.args.get("which", "")
    which = Which(chosen) if chosen in tuple(Which) else Which.OPEN
    typed = request.args.get("q", "").strip()
    unit = _unit(request.args.get("unit", ""))
    waiting = tuple(one.metric_id for one in waiting_for(actor, today))
    base = matching(visible_to(actor), typed)
    lists = {
        name: narrowed(base, which=name, person_id=actor.actor_id, unit=unit, ids=waiting) for name in Which
    }
    page = paginate(by_name(lists[which], current_language()), page=page_number())
    counts = {
        name: db.session.scalar(
            select(func.count()).select_from(found.with_only_columns(Metric.id).subquery())
        )
        for name, found in lists.items()
    }
    return render_template(
        "metrics/index.html",
        rows=_rows(page.items, today),
        page=page,
        counts=counts,
        which=which,
        Which=Which,
        typed=typed,
        unit=unit,
        units=unit_choices(),
        may_define=bool(definable_paths(actor)),
        today=today,
    )


def _unit(text: str) -> Unit | None:
    """The unit of a filter; an unknown one is none."""
    known = text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= LARGEST_ID
    return db.session.get(Unit, int(text)) if known else None


def _rows(metrics: Sequence[Metric], today: date) -> list[Row]:
    waits, states = standings(metrics, today), states_of(metrics, today)
    return [
        Row(
            metric=metric,
            spark=small(metric, states[metric.id].judged),
            standing=waits[metric.id],
            last=states[metric.id].last,
            value=states[metric.id].value,
        )
        for metric in metrics
    ]
