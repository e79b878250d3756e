"""Who leads the discussion of which idea, a member's own ideas to lead, and the summary of the reviews."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from improve.core.db import LARGEST_ID, db, transaction
from improve.core.errors import Forbidden, Invalid, Missing
from improve.core.messages import LazyText, _, _l, _n
from improve.core.policy import allows
from improve.reviews import service
from improve.reviews.days import company_today
from improve.reviews.forms.leading import SummaryForm
from improve.reviews.models import Lead, Review, Round, RoundItem, Summary
from improve.reviews.policy import Permission, in_office
from improve.reviews.queries import (
    able_to_lead,
    answers_as_read,
    beside,
    conflicts_between,
    ids_of,
    items_of,
    lead_of,
    leads_in,
    led_by,
    members_on,
    reviews_of,
    summaries_of,
)
from improve.reviews.rules.lifecycle import WITH_RESULTS
from improve.reviews.service.lead_keeping import LEADABLE
from improve.reviews.values import PROPOSALS
from improve.reviews.views.blueprint import blueprint, shown_item, shown_round
from improve.web.access import current_actor, requires
from improve.web.tables import Page, page_number

PER_PAGE = 50


def _round(round_id: int) -> Round:
    held = shown_round(round_id)
    if not service.may_record(current_actor(), held):
        raise Forbidden(_l("Only the chair or whoever looks after the round names who leads an idea."))
    return held


@blueprint.route("/rounds/<int:round_id>/leads", methods=["GET", "POST"])
@requires(Permission.READ)
def leads(round_id: int) -> ResponseReturnValue:
    """Who leads which idea; saves the rows of the page in sight."""
    held = _round(round_id)
    errors: dict[str, list[LazyText]] = {}
    if FlaskForm().validate_on_submit():
        try:
            with transaction():
                count = service.name_leads(held, _sent(), by=current_actor())
            flash(_n("%(n)s idea changed", "%(n)s ideas changed", count))
            return redirect(url_for("reviews.leads", round_id=round_id, page=page_number()), 303)
        except Invalid as error:
            errors = error.errors
        held = _round(round_id)
    return _leads_page(held, errors), 422 if errors else 200


@blueprint.post("/rounds/<int:round_id>/leads/spread")
@requires(Permission.READ)
def spread_leads(round_id: int) -> ResponseReturnValue:
    """Give every idea without a lead one."""
    held = _round(round_id)
    if FlaskForm().validate_on_submit():
        with transaction():
            count = service.spread_leads(held, by=current_actor())
        flash(_n("%(n)s idea has a lead now", "%(n)s ideas have a lead now", count))
    return redirect(url_for("reviews.leads", round_id=round_id), 303)


def _sent() -> dict[int, int | None]:
    """Item id -> person id, of the rows that were sent; anything else than a number is nobody."""
    found: dict[int, int | None] = {}
    for name, value in request.form.items():
        item = _number(name[1:]) if name[:1] == service.lead_field(0)[0] else 0
        if item:
            found[item] = _number(value) or None
    return found


def _number(text: str) -> int:
    good = text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= LARGEST_ID
    return int(text) if good else 0


@dataclass(frozen=True)
class Row:
    """An idea, who leads it, who may, and whether it is summed up."""

    item: RoundItem
    lead: Lead | None
    able: set[int]
    summary: Summary | None
    errors: Sequence[LazyText]

    @property
    def chosen(self) -> int:
        """The id of the lead, or what was sent for a row that was refused; 0: nobody."""
        sent = request.form.get(service.lead_field(self.item.id))
        if sent is not None:
            return _number(sent)
        return self.lead.person_id if self.lead is not None else 0


def _leads_page(held: Round, errors: dict[str, list[LazyText]]) -> str:
    ids, named = ids_of(current_actor(), held.id), leads_in(held.id)
    number = page_number()
    items = items_of(current_actor(), held.id, only=ids[(number - 1) * PER_PAGE : number * PER_PAGE])
    able = able_to_lead(held, {item.id: item.suggestion_id for item in items})
    summaries = summaries_of(items)
    people = [m.person for m in members_on(held.committee_id, max(company_today(), held.opens_on))]
    rows = [
        Row(
            item,
            named.get(item.id),
            able[item.id],
            summaries.get(item.id),
            errors.get(service.lead_field(item.id), ()),
        )
        for item in items
    ]
    mine = [named[one].person_id for one in ids if one in named]
    return render_template(
        "reviews/leads.html",
        held=held,
        page=Page(items=rows, number=number, per_page=PER_PAGE, total=len(ids)),
        people=people,
        loads=Counter(mine),
        without=len(ids) - len(mine),
        field=service.lead_field,
        may_change=held.phase in LEADABLE,
        wrong=[row for row in rows if row.errors],
    )


@blueprint.get("/leading")
@requires(Permission.READ)
def leading() -> ResponseReturnValue:
    """The ideas that the reader leads, those without a summary first."""
    actor = current_actor()
    items = db.session.scalars(led_by(actor)).all()
    beside(items)
    done = summaries_of(items)
    scored = {item.id for item in items if service.has_scored(item, actor)}
    return render_template(
        "reviews/leading.html",
        items=sorted(items, key=lambda item: item.id in done),
        done=done,
        may_write={item.id for item in items if service.sees_summary(item, has_scored=item.id in scored)},
        too_early=service.too_early,
    )


@dataclass(frozen=True)
class Given:
    """What the reviews say, without names and in no telling order."""

    scores: list[float]
    proposals: list[tuple[LazyText, int]]
    notes: list[str]


@blueprint.route("/items/<int:item_id>/summary", methods=["GET", "POST"])
@requires(Permission.READ)
def summary(item_id: int) -> ResponseReturnValue:
    """The reviews of an idea in front of its lead, and the summary."""
    actor = current_actor()
    item = shown_item(item_id)
    _check_leads(item)
    before = summaries_of([item]).get(item.id)
    form = SummaryForm(before)
    status = 200
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.write_summary(item, form.value(), by=actor)
        if form.ok:
            flash(_("Saved. The committee reads it now."))
            return redirect(url_for("reviews.leading"), 303)
        status = 422
        item = shown_item(item_id)
    elif form.is_submitted():
        status = 422
    may_write = service.sees_summary(item, has_scored=service.has_scored(item, actor))
    return render_template(
        "reviews/summary.html",
        item=item,
        held=item.round,
        form=form,
        before=before,
        may_write=may_write,
        given=_given(item) if may_write else None,
        response=answers_as_read([item]).get(item.id, ""),
        too_early=service.too_early(item.round),
    ), status


def _check_leads(item: RoundItem) -> None:
    """404 for everybody else, and for a lead whose office has ended: whose idea it is is no news to them."""
    lead = lead_of(item.id)
    actor = current_actor()
    if lead is None or lead.person_id != actor.actor_id or not in_office(actor, item):
        raise Missing()


def _given(item: RoundItem) -> Given:
    reviews = _countable(item)
    made = Counter(review.proposal for review in reviews if review.proposal)
    return Given(
        scores=sorted((review.score for review in reviews if review.score is not None), reverse=True),
        proposals=[(word, made[code]) for code, word in PROPOSALS.items() if made[code]],
        notes=sorted(review.note_to_author for review in reviews if review.note_to_author),
    )


def _countable(item: RoundItem) -> list[Review]:
    found = reviews_of([item.id])
    people = [review.reviewer_id for review in found if review.reviewer_id is not None]
    away = conflicts_between({item.id: item.suggestion_id}, people)
    return [review for review in found if (item.id, review.reviewer_id or 0) not in away]


@dataclass(frozen=True)
class Led:
    """What the page of an idea says of its discussion. `name`: of the lead, for those who see names."""

    summary: Summary | None
    name: str
    is_mine: bool
    may_write: bool


def led(item: RoundItem, *, has_scored: bool, is_member: bool, names_shown: bool) -> Led:
    """For one reader: a member does not read the summary before their own score."""
    actor = current_actor()
    lead = lead_of(item.id)
    sees = service.sees_summary(item, has_scored=has_scored) and (
        is_member or item.round.phase in WITH_RESULTS
    )
    is_mine = lead is not None and lead.person_id == actor.actor_id and is_member
    may_name = names_shown or allows(actor, Permission.DECIDE, item)
    return Led(
        summary=summaries_of([item]).get(item.id) if sees else None,
        name=lead.person.name if lead is not None and may_name else "",
        is_mine=is_mine,
        may_write=is_mine and sees,
    )
