"""Who stays away from which idea of a round: derived, declared and recorded; the chair records and lifts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from improve.core.db import transaction
from improve.core.errors import Forbidden, Invalid, Refused
from improve.core.messages import LazyText, _, _l
from improve.reviews import service
from improve.reviews.days import company_today
from improve.reviews.forms.recusals import NumberedForm, RecordForm
from improve.reviews.models import Round, RoundItem
from improve.reviews.policy import Permission
from improve.reviews.queries import ids_of, items_of, members_on, recorded_among, recusals_in
from improve.reviews.rules import lifecycle
from improve.reviews.values import State
from improve.reviews.views.blueprint import blueprint, shown_item, shown_round
from improve.web.access import current_actor, requires
from improve.web.tables import Page, page_number

PER_PAGE = 50
LONGEST_CHOICE = 300  # ideas in a list to choose from


@dataclass(frozen=True)
class Recused:
    """One member and one idea. `why` is empty while the round is blind: it would name the author."""

    person_id: int
    name: str
    why: LazyText | str
    may_lift: bool


def _round(round_id: int) -> Round:
    held = shown_round(round_id)
    if held.phase is State.DRAFT or not service.may_record(current_actor(), held):
        raise Forbidden(_l("Only the chair or whoever looks after the round records conflicts."))
    return held


@blueprint.route("/rounds/<int:round_id>/conflicts", methods=["GET", "POST"])
@requires(Permission.READ)
def recusals(round_id: int) -> ResponseReturnValue:
    """All recusals of the round that its reader may know of, and a form to record one."""
    held = _round(round_id)
    members = members_on(held.committee_id, max(company_today(), held.opens_on))
    choosable = _choosable(held)
    form = RecordForm(members, choosable) if choosable is not None else NumberedForm(members)
    status = 200
    if form.validate_on_submit():
        data = form.value()
        with form.catching(), transaction():
            service.record_conflict(_item(held, form, data.item_id), data, by=current_actor())
        if form.ok:
            flash(_("Recorded. The idea has left the member’s list, and a score they gave no longer counts."))
            return redirect(url_for("reviews.recusals", round_id=round_id), 303)
        held = _round(round_id)
        status = 422
    elif form.is_submitted():
        status = 422
    return _page(held, form), status


def _item(held: Round, form: RecordForm, item_id: int) -> RoundItem:
    if not isinstance(form, NumberedForm):
        return shown_item(item_id)
    found = items_of(current_actor(), held.id, suggestion_id=item_id)
    if not found:
        raise Invalid.field("item_id", _l("There is no other idea with this number."))
    return found[0]


def _choosable(held: Round) -> Sequence[RoundItem] | None:
    """The ideas of a short round; in a long one their number is written."""
    ids = ids_of(current_actor(), held.id)
    return items_of(current_actor(), held.id, only=ids) if len(ids) <= LONGEST_CHOICE else None


def _page(held: Round, form: RecordForm) -> str:
    members = members_on(held.committee_id, max(company_today(), held.opens_on))
    pairs = recusals_in(held, members, current_actor())
    told = [one for one in pairs.ids if pairs.on(one)]
    number = page_number()
    items = items_of(current_actor(), held.id, only=told[(number - 1) * PER_PAGE : number * PER_PAGE])
    recorded = recorded_among(item.suggestion_id for item in items)
    rows = [
        (
            item,
            [
                Recused(
                    member.person_id,
                    member.person.name,
                    "" if held.is_blind else pairs.on(item.id)[member.person_id].word,
                    (item.suggestion_id, member.person_id) in recorded,
                )
                for member in members
                if member.person_id in pairs.on(item.id)
            ],
        )
        for item in items
    ]
    return render_template(
        "reviews/recusals.html",
        held=held,
        page=Page(items=rows, number=number, per_page=PER_PAGE, total=len(told)),
        count=sum(len(pairs.on(one)) for one in told),
        form=form,
        may_change=held.phase in lifecycle.RUNNING and pairs.ids,
    )


@blueprint.post("/rounds/<int:round_id>/conflicts/<int:item_id>/<int:person_id>/lift")
@requires(Permission.READ)
def lift_conflict(round_id: int, item_id: int, person_id: int) -> ResponseReturnValue:
    """Take back a conflict that a chair recorded."""
    held = _round(round_id)
    item = shown_item(item_id)
    if FlaskForm().validate_on_submit():
        try:
            with transaction():
                service.lift_conflict(item, person_id, by=current_actor())
            flash(_("Lifted. The member may score the idea again."))
        except Refused as error:
            flash(str(error), "error")
    return redirect(url_for("reviews.recusals", round_id=held.id), 303)
