"""Comments of the other members to the author, and whether they help to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from improve.core.db import transaction
from improve.core.errors import Refused
from improve.core.messages import _
from improve.reviews import service
from improve.reviews.days import company_today
from improve.reviews.models import Review, RoundItem
from improve.reviews.policy import Permission
from improve.reviews.queries import Rated, conflicts_between, members_on, rated_of
from improve.reviews.views.blueprint import blueprint, shown_item
from improve.web.access import current_actor, requires


def comments_on(reviews: Sequence[Review], person_id: int) -> list[Review]:
    """What the others wrote to the author, in an order that does not tell who did."""
    theirs = [one for one in reviews if one.reviewer_id != person_id and one.note_to_author]
    return sorted(theirs, key=lambda one: one.note_to_author)


def rated(item: RoundItem) -> Mapping[str, Rated]:
    """What each comment on the idea got, without the voices of people with a conflict."""
    people = [one.person_id for one in members_on(item.round.committee_id, company_today())]
    return rated_of(item.id, conflicts_between({item.id: item.suggestion_id}, people))


@blueprint.post("/items/<int:item_id>/reviews/<int:review_id>/rating")
@requires(Permission.READ)
def rate(item_id: int, review_id: int) -> ResponseReturnValue:
    """Say whether another member's comment helps to decide."""
    item = shown_item(item_id)
    said = request.form.get("helpful")
    if FlaskForm().validate_on_submit() and said in ("1", "0"):
        try:
            with transaction():
                service.rate_comment(item, review_id, said == "1", by=current_actor())
            flash(_("Thank you. Only how many found it helpful is shown, not who."))
        except Refused as error:
            flash(str(error), "error")
    return redirect(url_for("reviews.score", item_id=item_id, _anchor="comments"), 303)
