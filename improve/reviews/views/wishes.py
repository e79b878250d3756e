"""Which ideas a member would like to score, before they are assigned."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from improve.core.db import transaction
from improve.core.errors import Refused
from improve.core.messages import _n
from improve.core.policy import authorize
from improve.reviews import service
from improve.reviews.models import Round
from improve.reviews.policy import Permission
from improve.reviews.queries import assigned_pairs, ids_of, items_of, wishes_of
from improve.reviews.values import WISH_WORDS, State, Wish
from improve.reviews.views.blueprint import blueprint, shown_round
from improve.web.access import current_actor, requires
from improve.web.tables import Page, page_number

PER_PAGE = 50


@blueprint.route("/rounds/<int:round_id>/wishes", methods=["GET", "POST"])
@requires(Permission.READ)
def wishes(round_id: int) -> ResponseReturnValue:
    """Say it of each idea on the page; what is left as it is stays."""
    held, actor = shown_round(round_id), current_actor()
    authorize(actor, Permission.SCORE, held)
    number = page_number()
    if FlaskForm().validate_on_submit():
        try:
            with transaction():
                count = service.set_wishes(held, _sent(held, number), by=actor)
            flash(_n("%(n)s wish kept", "%(n)s wishes kept", count))
        except Refused as error:
            flash(str(error), "error")
        return redirect(url_for("reviews.wishes", round_id=round_id, page=number), 303)
    ids = ids_of(actor, held.id)
    part = _part(ids, number)
    mine = wishes_of(actor.person_id, held.id)
    pairs = assigned_pairs(held.id)
    return render_template(
        "reviews/wishes.html",
        held=held,
        page=Page(
            items=items_of(actor, held.id, only=part), number=number, per_page=PER_PAGE, total=len(ids)
        ),
        mine=mine,
        said=sum(one in mine for one in ids),
        assigned={item_id for item_id, person_id in pairs if person_id == actor.person_id},
        words=WISH_WORDS,
        open=held.is_assigned and held.phase is State.OPEN,
    )


def _part(ids: list[int], number: int) -> list[int]:
    return ids[(number - 1) * PER_PAGE : number * PER_PAGE]


def _sent(held: Round, number: int) -> dict[int, Wish | None]:
    """What stood on the page that was sent; anything else than a wish is none."""
    known = {str(wish): wish for wish in Wish}
    part = _part(ids_of(current_actor(), held.id), number)
    return {one: known.get(request.form[f"w{one}"]) for one in part if f"w{one}" in request.form}
