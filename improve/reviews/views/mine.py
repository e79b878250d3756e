"""What one gave, in every round: it stays readable when rounds are over."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from improve.reviews.policy import Permission
from improve.reviews.queries import beside, given_by
from improve.reviews.views.blueprint import blueprint
from improve.web.access import current_actor, requires
from improve.web.tables import page_number, paginate


@blueprint.get("/mine")
@requires(Permission.READ)
def mine() -> ResponseReturnValue:
    """My scores, the latest first, with all answers and notes."""
    page = paginate(given_by(current_actor()), page=page_number())
    beside([review.item for review in page.items])
    return render_template("reviews/mine.html", page=page)
