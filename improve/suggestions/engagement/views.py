"""Who takes part: the report of a quarter, unit by unit."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from improve.core.db import LARGEST_ID
from improve.core.errors import Missing
from improve.suggestions.blueprint import blueprint
from improve.suggestions.calendar import company_today
from improve.suggestions.engagement.queries import report
from improve.suggestions.outcomes.quarters import Quarter
from improve.suggestions.policy import Permission
from improve.suggestions.views.outcomes import asked_quarter, name_of
from improve.web.access import current_actor, found_or_404, requires


@blueprint.get("/engagement")
@requires(Permission.SEE_ENGAGEMENT)
def engagement() -> ResponseReturnValue:
    """A quarter, the present one without an address; `?unit=` opens what stands by itself."""
    present = Quarter.of(company_today())
    quarter = asked_quarter() or present
    if quarter.start > present.start:
        raise Missing()
    found = found_or_404(report(current_actor(), quarter, _unit()))
    return render_template(
        "suggestions/engagement.html",
        report=found,
        quarter=quarter,
        is_running=quarter == present,
        before=quarter.moved(-1),
        later=quarter.moved(1) if quarter.start < present.start else None,
        name_of=name_of,
    )


def _unit() -> int | None:
    raw = request.args.get("unit")
    if raw is None:
        return None
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 10 and 0 < int(raw) <= LARGEST_ID):
        raise Missing()
    return int(raw)
