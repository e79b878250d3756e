"""Who gave what: a map of ideas by members, for those who read the record."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from improve.core.policy import authorize
from improve.reviews.policy import Permission
from improve.reviews.queries import inputs_of, items_of, reviews_of, standing_of
from improve.reviews.rules import lifecycle
from improve.reviews.views.blueprint import blueprint, shown_round
from improve.web.access import current_actor, requires
from improve.web.tables import Page, page_number

PER_PAGE = 100
SHADES = 5


@blueprint.get("/rounds/<int:round_id>/map")
@requires(Permission.READ)
def heat_map(round_id: int) -> ResponseReturnValue:
    """Every score, the ideas in the order of the results; the darker, the higher. Nobody recused has a score."""
    held, actor = shown_round(round_id), current_actor()
    authorize(actor, Permission.READ_RECORD, held)
    lifecycle.check_results(held.phase)
    items = {item.id: item for item in items_of(actor, held.id)}
    inputs = inputs_of(held).only(items)
    found = standing_of(held, inputs)
    number = page_number()
    rows = found.items[(number - 1) * PER_PAGE : number * PER_PAGE]
    names = {review.reviewer_key: review.reviewer_label for review in reviews_of(items)}
    severity = {one.reviewer: one.effect for one in found.severity}
    members = sorted({one.reviewer for one in inputs.given}, key=lambda key: (names.get(key, ""), key))
    return render_template(
        "reviews/heat_map.html",
        held=held,
        page=Page(items=list(rows), number=number, per_page=PER_PAGE, total=len(found.items)),
        items=items,
        members=members,
        names=names,
        severity=severity if found.method == "additive" else {},
        scores={(one.item_id, one.reviewer): one.score for one in inputs.given},
        shade=_shade,
    )


def _shade(score: float) -> int:
    """0 for the lowest fifth of the scale to 4 for the highest."""
    return min(SHADES - 1, int(score / 100 * SHADES))
