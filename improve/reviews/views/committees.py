"""Committees and their members."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from improve.accounts.queries import active_people, unit_choices
from improve.core.db import db, transaction
from improve.core.messages import _
from improve.core.policy import allows
from improve.reviews import service
from improve.reviews.days import company_today
from improve.reviews.forms.setup import CommitteeForm, ExpertiseForm, MemberForm, TermForm, unit_options
from improve.reviews.models import Committee, Membership
from improve.reviews.policy import Permission, manages
from improve.reviews.queries import (
    categories_known,
    managed_committee,
    managed_committees,
    managed_paths,
    rubrics,
    terms_of,
)
from improve.reviews.views.blueprint import blueprint
from improve.suggestions.queries import categories
from improve.web.access import current_actor, found_or_404, requires

MOST_OFFERED = 300


@blueprint.get("/committees")
@requires(Permission.MANAGE)
def committees() -> ResponseReturnValue:
    """Committees and rubrics: what a round is made of."""
    actor, today = current_actor(), company_today()
    found = db.session.scalars(managed_committees(actor)).all()
    return render_template(
        "reviews/committees.html",
        committees=found,
        in_office={one.id: [term for term in one.members if term.covers(today)] for one in found},
        rubrics=rubrics(with_closed=True) if manages(actor) else [],
        whole_company=manages(actor),
    )


def _form(committee: Committee | None) -> CommitteeForm:
    actor = current_actor()
    paths = managed_paths(actor)
    return CommitteeForm(unit_options(unit_choices(below=paths), whole_company=manages(actor)), committee)


@blueprint.route("/committees/new", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def new_committee() -> ResponseReturnValue:
    """Set up a committee."""
    form = _form(None)
    if form.validate_on_submit():
        with form.catching(), transaction():
            committee_id = service.create_committee(form.value(), by=current_actor()).id
        if form.ok:
            return redirect(url_for("reviews.committee", committee_id=committee_id), 303)
    return render_template(
        "reviews/committee_form.html", form=form, committee=None
    ), 422 if form.is_submitted() else 200


def _committee(committee_id: int) -> Committee:
    found: Committee = found_or_404(managed_committee(current_actor(), committee_id))
    return found


@blueprint.route("/committees/<int:committee_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def committee(committee_id: int) -> ResponseReturnValue:
    """The members in office; a form for the next one."""
    found = _committee(committee_id)
    form = MemberForm(since=company_today().isoformat())
    if form.validate_on_submit():
        with form.catching(), transaction():
            name = service.appoint(found, form.value(), by=current_actor()).person.name
        if form.ok:
            flash(_("%(name)s is a member now.", name=name))
            return redirect(url_for("reviews.committee", committee_id=committee_id), 303)
        found = _committee(committee_id)
    terms = terms_of(found.id)
    today = company_today()
    people = db.session.scalars(active_people().limit(MOST_OFFERED)).all()
    return render_template(
        "reviews/committee.html",
        committee=found,
        form=form,
        members=sorted(
            (term for term in terms if term.covers(today) and term.person.is_active),
            key=lambda term: (not term.is_chair, term.person.name),
        ),
        coming=[term for term in terms if term.since > today],
        past=[
            term
            for term in terms
            if term.since <= today and not (term.covers(today) and term.person.is_active)
        ],
        people=people,
        gives_roles=allows(current_actor(), "accounts:give_roles"),
    ), 422 if form.is_submitted() else 200


@blueprint.route("/committees/<int:committee_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def edit_committee(committee_id: int) -> ResponseReturnValue:
    """Rename, move or close a committee."""
    found = _committee(committee_id)
    form = _form(found)
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.change_committee(found, form.value(), by=current_actor())
        if form.ok:
            return redirect(url_for("reviews.committee", committee_id=committee_id), 303)
        found = _committee(committee_id)
    return render_template(
        "reviews/committee_form.html", form=form, committee=found
    ), 422 if form.is_submitted() else 200


@blueprint.route("/committees/<int:committee_id>/members/<int:membership_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def edit_term(committee_id: int, membership_id: int) -> ResponseReturnValue:
    """Change when somebody's term ends, or who is chair."""
    membership = _term(committee_id, membership_id)
    form = TermForm(membership)
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.change_term(membership, form.value(), by=current_actor())
        if form.ok:
            return redirect(url_for("reviews.committee", committee_id=committee_id), 303)
        membership = _term(committee_id, membership_id)
    return _term_page(membership, form, _expertise(membership)), 422 if form.is_submitted() else 200


@blueprint.post("/committees/<int:committee_id>/members/<int:membership_id>/knows")
@requires(Permission.MANAGE)
def edit_expertise(committee_id: int, membership_id: int) -> ResponseReturnValue:
    """What a member knows well."""
    membership = _term(committee_id, membership_id)
    form = _expertise(membership)
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.set_expertise(membership, form.value().categories, by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("reviews.committee", committee_id=committee_id), 303)
        membership = _term(committee_id, membership_id)
    return _term_page(membership, TermForm(membership), form), 422


def _expertise(membership: Membership) -> ExpertiseForm:
    choices = [(str(one.id), one.name) for one in categories()]
    return ExpertiseForm(choices, categories_known([membership.person_id])[membership.person_id])


def _term_page(membership: Membership, form: TermForm, expertise: ExpertiseForm) -> str:
    return render_template(
        "reviews/term.html",
        form=form,
        expertise=expertise,
        membership=membership,
        committee=membership.committee,
    )


def _term(committee_id: int, membership_id: int) -> Membership:
    terms = terms_of(_committee(committee_id).id)
    found: Membership = found_or_404(next((term for term in terms if term.id == membership_id), None))
    return found
