"""Who scores what in a round: by idea and by member, by hand, by rule and automatically."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from improve.accounts.models import Person
from improve.core.db import LARGEST_ID, transaction
from improve.core.errors import Forbidden, Refused
from improve.core.messages import _, _l, _n
from improve.reviews import assignment_words, service
from improve.reviews.days import company_today
from improve.reviews.models import Round, RoundItem
from improve.reviews.policy import Permission
from improve.reviews.queries import (
    assignments_of,
    categories_known,
    conflicts_between,
    items_of,
    members_on,
    scored_pairs,
)
from improve.reviews.service.assigning import ASSIGNABLE
from improve.reviews.views.blueprint import blueprint, shown_item, shown_round
from improve.suggestions.queries import categories
from improve.web.access import current_actor, found_or_404, requires
from improve.web.tables import Page, page_number

PER_PAGE = 100


@dataclass(frozen=True)
class Desk:
    """A round as its assigner sees it: the ideas they may meet, the members, and who has what."""

    held: Round
    items: Sequence[RoundItem]
    people: Sequence[Person]
    pairs: set[tuple[int, int]]
    conflicts: set[tuple[int, int]]
    scored: set[tuple[int, int]]
    loads: Counter[int]

    @property
    def short(self) -> list[RoundItem]:
        """Ideas with fewer members than wanted."""
        count = Counter(item_id for item_id, _person in self.pairs - self.conflicts)
        return [item for item in self.items if count[item.id] < (self.held.reviews_each or 0)]

    def of_item(self, item_id: int) -> list[Person]:
        """The members who score an idea."""
        return [person for person in self.people if (item_id, person.id) in self.pairs - self.conflicts]

    def of_member(self, person_id: int) -> list[RoundItem]:
        """The ideas that a member scores."""
        return [item for item in self.items if (item.id, person_id) in self.pairs - self.conflicts]


def desk(round_id: int) -> Desk:
    """404 for who may not see the round, 403 for who does not assign its ideas."""
    held = shown_round(round_id)
    if not service.may_record(current_actor(), held):
        raise Forbidden(_l("Only the chair or whoever looks after the round assigns its ideas."))
    items = items_of(current_actor(), held.id)
    people = [m.person for m in members_on(held.committee_id, max(company_today(), held.opens_on))]
    all_pairs = [(one.item_id, one.person_id) for one in assignments_of(held.id)]
    return Desk(
        held,
        items,
        people,
        set(all_pairs),
        set(conflicts_between({item.id: item.suggestion_id for item in items}, [p.id for p in people])),
        scored_pairs(held.id),
        Counter(person for item, person in all_pairs if item in {one.id for one in items}),
    )


@blueprint.get("/rounds/<int:round_id>/assignments")
@requires(Permission.READ)
def assignments(round_id: int) -> ResponseReturnValue:
    """By idea, or with `by=members` by member."""
    at = desk(round_id)
    by_member = request.args.get("by") == "members"
    number = page_number()
    rows = list(at.people) if by_member else at.short + [one for one in at.items if one not in at.short]
    shown = {item.id: item for item in at.items}
    return render_template(
        "reviews/assignments.html",
        at=at,
        held=at.held,
        by_member=by_member,
        page=Page(
            items=rows[(number - 1) * PER_PAGE : number * PER_PAGE],
            number=number,
            per_page=PER_PAGE,
            total=len(rows),
        ),
        heading=assignment_words.assignment_heading(len(at.short), at.held.reviews_each or 0),
        known=categories_known(person.id for person in at.people),
        categories={category.id: category for category in categories(with_closed=True)},
        reasons=[
            (shown[one.item_id], assignment_words.short_sentence(one))
            for one in (service.missing_in(at.held) if at.short and at.pairs else ())
            if one.item_id in shown and one.is_hopeless
        ],
        may_change=at.held.phase in ASSIGNABLE and at.held.is_assigned,
    )


@blueprint.post("/rounds/<int:round_id>/assignments/auto")
@requires(Permission.READ)
def assign_automatically(round_id: int) -> ResponseReturnValue:
    """Fill up, or with `anew` once more from the start; the overview says of what stays short why."""
    at = desk(round_id)
    if FlaskForm().validate_on_submit():
        with transaction():
            plan = service.assign_automatically(at.held, anew="anew" in request.form, by=current_actor())
        loads = plan.loads([person.id for person in at.people]).values()
        for said in assignment_words.plan_sentences(min(loads, default=0), max(loads, default=0), plan.parts):
            flash(said)
    return redirect(url_for("reviews.assignments", round_id=round_id), 303)


@blueprint.post("/rounds/<int:round_id>/assignments/rule")
@requires(Permission.READ)
def assign_by_rule(round_id: int) -> ResponseReturnValue:
    """All ideas of a category to a member."""
    at = desk(round_id)
    person, category = _number("member"), _number("category")
    if not FlaskForm().validate_on_submit() or person not in {one.id for one in at.people}:
        flash(_("Choose a member and a category."), "error")
        return redirect(url_for("reviews.assignments", round_id=round_id), 303)
    wanted = [item for item in at.items if category in (0, item.suggestion.category_id)]
    with transaction():
        count = service.assign_by_rule(at.held, person, wanted, by=current_actor())
    flash(_n("%(n)s idea assigned", "%(n)s ideas assigned", count))
    return redirect(url_for("reviews.assignments", round_id=round_id), 303)


def _number(name: str) -> int:
    raw = request.form.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 0


def _ticked(name: str) -> set[int]:
    found = (raw for raw in request.form.getlist(name) if raw.isascii() and raw.isdigit() and len(raw) < 11)
    return {int(raw) for raw in found if int(raw) <= LARGEST_ID}


@blueprint.route("/rounds/<int:round_id>/assignments/ideas/<int:item_id>", methods=["GET", "POST"])
@requires(Permission.READ)
def assign_idea(round_id: int, item_id: int) -> ResponseReturnValue:
    """Tick who scores one idea."""
    at = desk(round_id)
    item = found_or_404(next((one for one in at.items if one.id == item_id), None))
    if FlaskForm().validate_on_submit():
        with transaction():
            service.set_reviewers(shown_item(item.id), _ticked("member"), by=current_actor())
        return redirect(url_for("reviews.assignments", round_id=round_id), 303)
    return render_template(
        "reviews/assign_idea.html",
        at=at,
        held=at.held,
        item=item,
        known=categories_known(person.id for person in at.people),
    )


@blueprint.route("/rounds/<int:round_id>/assignments/members/<int:person_id>", methods=["GET", "POST"])
@requires(Permission.READ)
def assign_member(round_id: int, person_id: int) -> ResponseReturnValue:
    """Tick what one member scores."""
    at = desk(round_id)
    person = found_or_404(next((one for one in at.people if one.id == person_id), None))
    if FlaskForm().validate_on_submit():
        shown = {item.id for item in at.items}
        with transaction():
            service.set_ideas(at.held, person.id, _ticked("idea"), shown, by=current_actor())
        return redirect(url_for("reviews.assignments", round_id=round_id, by="members"), 303)
    return render_template("reviews/assign_member.html", at=at, held=at.held, person=person)


@blueprint.post("/items/<int:item_id>/take")
@requires(Permission.READ)
def take(item_id: int) -> ResponseReturnValue:
    """A member takes on an idea that was not assigned to them."""
    item = shown_item(item_id)
    if FlaskForm().validate_on_submit():
        try:
            with transaction():
                service.volunteer(item, by=current_actor())
        except Refused as error:
            flash(str(error), "error")
    return redirect(url_for("reviews.score", item_id=item_id), 303)
