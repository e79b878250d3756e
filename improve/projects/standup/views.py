"""The page of a stand-up."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from improve.accounts.queries import unit_choices
from improve.metrics.queries import company_day
from improve.projects.blueprint import blueprint, unit_of
from improve.projects.policy import Permission
from improve.projects.standup.queries import TARGET, WEEKS, stand_up
from improve.web.access import current_actor, requires


@blueprint.get("/stand-up")
@requires(Permission.READ)
def standup() -> ResponseReturnValue:
    """Yesterday, today, blocked; `?unit=4` chooses the team, without it one's own."""
    actor, today = current_actor(), company_day()
    asked = request.args.get("unit")
    unit = unit_of(asked if asked is not None else str(actor.unit_id or ""))
    return render_template(
        "projects/standup.html",
        unit=unit,
        units=unit_choices(),
        found=stand_up(actor, unit, today),
        today=today,
        target=TARGET,
        weeks=WEEKS,
    )
