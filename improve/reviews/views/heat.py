"""Who gave what: a map of ideas by members, for those who read the record."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from improve.core.policy import authorize
from improve.reviews.policy import Permission
from improve.reviews.queries import items_met, results_for, reviewer_names
from improve.reviews.rules import lifecycle
from improve.reviews.views.blueprint import blueprint, shown_round
from improve.web.access import current_actor, requires
from improve.web.tables import Page, page_number

PER_PAGE = 50
SHADES = 5


@blueprint.get("/rounds/<int:round_id>/map")
@requires(Permission.READ)
def heat_map(round_id: int) -> ResponseReturnValue:
    """Every score, the ideas in the order of the results; the darker, the higher. Nobody recused has a score."""
    held, actor = shown_round(round_id), current_actor()
    authorize(actor, Permission.READ_RECORD, held)
    lifecycle.check_results(held.phase)
    results = results_for(held, actor)
    inputs, found = results.inputs, results.found
    number = page_number()
    rows = found.items[(number - 1) * PER_PAGE : number * PER_PAGE]
    items = {item.id: item for item in items_met(results, [row.item_id for row in rows])}
    rows = tuple(row for row in rows if row.item_id in items)
    names = reviewer_names(inputs)
    severity = {one.reviewer: one.effect for one in found.severity}
    scores = {(one.item_id, one.reviewer): one.score for one in inputs.given if one.item_id in items}
    members = sorted({one.reviewer for one in inputs.given}, key=lambda key: (names.get(key, ""), key))
    return render_template(
        "reviews/heat_map.html",
        held=held,
        page=Page(items=list(rows), number=number, per_page=PER_PAGE, total=len(found.items)),
        items=items,
        members=members,
        names=names,
        severity=severity if found.method == "additive" else {},
        scores=scores,
        shade=_shade,
    )


def _shade(score: float) -> int:
    """0 for the lowest fifth of the scale to 4 for the highest."""
    return min(SHADES - 1, int(score / 100 * SHADES))
