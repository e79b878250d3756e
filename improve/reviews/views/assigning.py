"""Who scores what in a round: by idea and by member, by hand, by rule and automatically."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cached_property

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
    Asked,
    Recusals,
    asked_of,
    categories_known,
    items_of,
    members_on,
    recusals_in,
    scored_pairs,
    wishes_in,
)
from improve.reviews.service.assigning import ASSIGNABLE
from improve.reviews.views.blueprint import blueprint, shown_item, shown_round
from improve.suggestions.queries import categories
from improve.web.access import current_actor, found_or_404, requires
from improve.web.tables import Page, page_number

PER_PAGE = 100
MOST_REASONS = 20


@dataclass(frozen=True)
class Desk:
    """A round as its assigner sees it: the ideas they may meet (their item ids), the members, and who has what."""

    held: Round
    ids: Sequence[int]
    people: Sequence[Person]
    asked: Asked
    recusals: Recusals

    @cached_property
    def loads(self) -> Counter[int]:
        """Person id -> how many ideas."""
        return self.asked.loads(self.ids)

    @cached_property
    def short(self) -> list[int]:
        """Ideas with fewer members than wanted."""
        wanted = self.held.reviews_each or 0
        return [one for one in self.ids if len(self._members_of(one)) < wanted]

    def _members_of(self, item_id: int) -> Set[int]:
        asked = self.asked.of_item.get(item_id, frozenset()) - self.recusals.on(item_id).keys()
        left = asked & self._left
        return asked - {one for one in left if (item_id, one) not in self._scored} if left else asked

    @cached_property
    def _left(self) -> Set[int]:
        """Who was asked and is no longer in office: their open scores will not come."""
        return self.asked.of_person.keys() - {person.id for person in self.people}

    @cached_property
    def _scored(self) -> Set[tuple[int, int]]:
        return scored_pairs(self.held.id)

    def is_asked(self, item_id: int, person_id: int) -> bool:
        """Is an idea assigned to somebody?"""
        return person_id in self.asked.of_item.get(item_id, ())

    def is_recused(self, item_id: int, person_id: int) -> bool:
        """Has somebody a conflict with an idea?"""
        return person_id in self.recusals.on(item_id)

    def of_item(self, item_id: int) -> list[Person]:
        """The members who score an idea."""
        members = self._members_of(item_id)
        return [person for person in self.people if person.id in members]

    def items(self, ids: Sequence[int]) -> list[RoundItem]:
        """These ideas with their names, in this order."""
        found = {item.id: item for item in items_of(current_actor(), self.held.id, only=ids)}
        return [found[one] for one in ids if one in found]


def desk(round_id: int) -> Desk:
    """404 for who may not see the round, 403 for who does not assign its ideas."""
    held = shown_round(round_id)
    if not service.may_record(current_actor(), held):
        raise Forbidden(_l("Only the chair or whoever looks after the round assigns its ideas."))
    members = members_on(held.committee_id, max(company_today(), held.opens_on))
    recusals = recusals_in(held, members, current_actor())
    return Desk(held, recusals.ids, [one.person for one in members], asked_of(held), recusals)


@blueprint.get("/rounds/<int:round_id>/assignments")
@requires(Permission.READ)
def assignments(round_id: int) -> ResponseReturnValue:
    """By idea, or with `by=members` by member."""
    at = desk(round_id)
    by_member = request.args.get("by") == "members"
    number = page_number()
    short = set(at.short)
    order = [*at.short, *(one for one in at.ids if one not in short)]
    total = len(at.people) if by_member else len(order)
    part = slice((number - 1) * PER_PAGE, number * PER_PAGE)
    known = set(at.ids)
    hopeless = [
        one
        for one in (service.missing_in(at.held) if at.short and at.asked.of_item else ())
        if one.item_id in short and one.is_hopeless
    ]
    told = hopeless[:MOST_REASONS]
    named = {item.id: item for item in at.items([one.item_id for one in told])}
    return render_template(
        "reviews/assignments.html",
        at=at,
        held=at.held,
        by_member=by_member,
        wishing=len({person_id for item_id, person_id in wishes_in(at.held.id) if item_id in known}),
        page=Page(
            items=at.people[part] if by_member else at.items(order[part]),
            number=number,
            per_page=PER_PAGE,
            total=total,
        ),
        heading=assignment_words.assignment_heading(len(at.short), at.held.reviews_each or 0),
        known=categories_known(person.id for person in at.people),
        categories={category.id: category for category in categories(with_closed=True)},
        hopeless=len(hopeless),
        reasons=[
            (named[one.item_id], assignment_words.short_sentence(one)) for one in told if one.item_id in named
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
            whole = service.assign_automatically(at.held, anew="anew" in request.form, by=current_actor())
        # Of the ideas that the reader may meet alone: other numbers would tell of the rest.
        plan = whole.only(at.ids)
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
    wanted = [
        one for one in items_of(current_actor(), round_id) if category in (0, one.suggestion.category_id)
    ]
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
    item = found_or_404(next(iter(at.items([item_id])), None))
    if FlaskForm().validate_on_submit():
        with transaction():
            service.set_reviewers(shown_item(item.id), _ticked("member"), by=current_actor())
        return redirect(url_for("reviews.assignments", round_id=round_id), 303)
    return render_template(
        "reviews/assign_idea.html",
        at=at,
        held=at.held,
        item=item,
        scored=scored_pairs(at.held.id, [item.id]),
        known=categories_known(person.id for person in at.people),
    )


@blueprint.route("/rounds/<int:round_id>/assignments/members/<int:person_id>", methods=["GET", "POST"])
@requires(Permission.READ)
def assign_member(round_id: int, person_id: int) -> ResponseReturnValue:
    """Tick what one member scores."""
    at = desk(round_id)
    person = found_or_404(next((one for one in at.people if one.id == person_id), None))
    number = page_number()
    part = at.ids[(number - 1) * PER_PAGE : number * PER_PAGE]
    if FlaskForm().validate_on_submit():
        shown = _ticked("shown") & set(at.ids)
        with transaction():
            service.set_ideas(at.held, person.id, _ticked("idea"), shown, by=current_actor())
        return redirect(url_for("reviews.assignments", round_id=round_id, by="members"), 303)
    page = Page(items=at.items(part), number=number, per_page=PER_PAGE, total=len(at.ids))
    return render_template(
        "reviews/assign_member.html",
        at=at,
        held=at.held,
        person=person,
        page=page,
        scored=scored_pairs(at.held.id, part),
    )


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
