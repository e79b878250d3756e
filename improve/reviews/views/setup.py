"""Preparing a round, choosing its ideas, opening and closing it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy import func, select

from improve.accounts.queries import unit_choices
from improve.core.db import LARGEST_ID, db, transaction
from improve.core.errors import Invalid, Refused
from improve.core.messages import LazyText, _, _n
from improve.core.values import check
from improve.reviews import presenting, service
from improve.reviews.days import company_today
from improve.reviews.forms.rounds import ReopeningForm, RoundForm, RunningRoundForm
from improve.reviews.models import RoundItem
from improve.reviews.policy import Permission
from improve.reviews.queries import (
    candidates,
    items_of,
    leads_in,
    managed_committees,
    members_on,
    places_taken,
    rubrics,
)
from improve.reviews.values import OthersShown, State
from improve.reviews.views.blueprint import blueprint, managed_round
from improve.suggestions.models import Suggestion
from improve.suggestions.queries import categories
from improve.suggestions.values import Filters
from improve.web.access import current_actor, found_or_404, requires
from improve.web.tables import page_number, paginate

MOST_AT_ONCE = 2_000


def _round_form(held: Any, **given: Any) -> RoundForm:
    committees = [one for one in db.session.scalars(managed_committees(current_actor())) if not one.is_closed]
    return RoundForm(committees, rubrics(), held, **given)


@blueprint.route("/rounds/new", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def new_round() -> ResponseReturnValue:
    """Prepare a round."""
    form = _round_form(None, others_shown=OthersShown.AFTER_OWN, author_hidden="y")
    if form.validate_on_submit():
        with form.catching(), transaction():
            round_id = service.create_round(form.value(), by=current_actor()).id
        if form.ok:
            return redirect(url_for("reviews.ideas", round_id=round_id), 303)
    ready = len(form.committee_id.choices) > 1 and len(form.rubric_id.choices) > 1
    return render_template(
        "reviews/round_form.html", form=form, held=None, ready=ready
    ), 422 if form.is_submitted() else 200


@blueprint.get("/rounds/<int:round_id>/prepare")
@requires(Permission.MANAGE)
def prepare(round_id: int) -> ResponseReturnValue:
    """What a round needs before it opens."""
    held = managed_round(round_id)
    if held.phase is not State.DRAFT:
        return redirect(url_for("reviews.show_round", round_id=round_id), 303)
    return _prepare(round_id, [])


def _prepare(round_id: int, problems: list[LazyText]) -> str:
    held = managed_round(round_id)
    missing: list[LazyText] = []
    try:
        service.check_open(held)
    except Invalid as error:
        missing = error.errors[""]
    except Refused as error:
        missing = [error.message]
    count = select(func.count()).select_from(RoundItem).where(RoundItem.round_id == held.id)
    return render_template(
        "reviews/prepare.html",
        held=held,
        heading=presenting.draft_heading(len(missing)),
        missing=missing,
        problems=[problem for problem in problems if problem not in missing],
        ideas=db.session.scalar(count) or 0,
        members=members_on(held.committee_id, company_today()),
        practices=len(places_taken(held.id)),
        led=len(leads_in(held.id)),
        State=State,
    )


@blueprint.route("/rounds/<int:round_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def edit_round(round_id: int) -> ResponseReturnValue:
    """Change a round; once it runs, only what does not change what is compared."""
    held = managed_round(round_id)
    running = held.phase is not State.DRAFT
    form: Any = RunningRoundForm(held) if running else _round_form(held)
    if form.validate_on_submit():
        change = service.change_running if running else service.change_round
        with form.catching(), transaction():
            change(held, form.value(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("reviews.show_round", round_id=round_id), 303)
        held = managed_round(round_id)
    return render_template(
        "reviews/round_form.html", form=form, held=held, ready=True
    ), 422 if form.is_submitted() else 200


@blueprint.route("/rounds/<int:round_id>/ideas", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def ideas(round_id: int) -> ResponseReturnValue:
    """The ideas of a round that is being prepared, and those that could come in."""
    held = managed_round(round_id)
    if held.phase is not State.DRAFT:
        return redirect(url_for("reviews.show_round", round_id=round_id), 303)
    filters, problems = _filters()
    form = FlaskForm()
    if form.validate_on_submit():
        wanted = _wanted(held.id, filters)
        try:
            with transaction():
                count = service.add_ideas(held, wanted, by=current_actor())
        except Refused as error:
            flash(str(error), "error")
        else:
            flash(_n("%(n)s idea added", "%(n)s ideas added", count))
        return redirect(url_for("reviews.ideas", round_id=round_id, **_asked(filters)), 303)
    page = paginate(candidates(current_actor(), held.id, filters), page=page_number())
    return render_template(
        "reviews/ideas.html",
        held=held,
        page=page,
        items=_prepared_items(held.id),
        filters=filters,
        problems=problems,
        categories=categories(),
        units=unit_choices(),
        most=MOST_AT_ONCE,
    )


def _prepared_items(round_id: int) -> Any:
    """All ideas of a round that is being prepared: nothing has been scored, so there is nothing to hide yet."""
    return db.session.scalars(
        select(RoundItem)
        .join(RoundItem.suggestion)
        .where(RoundItem.round_id == round_id)
        .order_by(Suggestion.id)
    ).all()


def _filters() -> tuple[Filters, dict[str, list[LazyText]]]:
    """What the address asks for; what cannot be read is left out and named."""
    raw = {name: request.args.get(name, "") for name in ("q", "category", "unit")}
    try:
        return check(Filters, raw), {}
    except Invalid as error:
        good = {name: value for name, value in raw.items() if name not in error.errors}
        return check(Filters, good), error.errors


def _asked(filters: Filters) -> dict[str, Any]:
    asked = {"q": filters.q, "category": filters.category, "unit": filters.unit}
    return {name: value for name, value in asked.items() if value}


def _wanted(round_id: int, filters: Filters) -> list[int]:
    """The ticked ideas, or with `all` everything under the filter."""
    if "all" in request.form:
        found = candidates(current_actor(), round_id, filters).with_only_columns(Suggestion.id)
        return list(db.session.scalars(found.limit(MOST_AT_ONCE)))
    ticked = request.form.getlist("idea")[:MOST_AT_ONCE]
    return [int(raw) for raw in ticked if raw.isascii() and raw.isdigit() and int(raw) <= LARGEST_ID]


@blueprint.post("/rounds/<int:round_id>/ideas/<int:item_id>/remove")
@requires(Permission.MANAGE)
def remove_idea(round_id: int, item_id: int) -> ResponseReturnValue:
    """Take an idea out of a round that is being prepared."""
    held = managed_round(round_id)
    found = next((item for item in _prepared_items(held.id) if item.id == item_id), None)
    item = found_or_404(found)
    with transaction():
        service.remove_idea(item, by=current_actor())
    return redirect(url_for("reviews.ideas", round_id=round_id), 303)


@blueprint.post("/rounds/<int:round_id>/open")
@requires(Permission.MANAGE)
def open_round(round_id: int) -> ResponseReturnValue:
    """Let scoring begin."""
    held = managed_round(round_id)
    try:
        with transaction():
            service.open_round(held, by=current_actor())
    except Invalid as error:
        return _prepare(round_id, error.errors.get("", [])), error.status
    except Refused as error:
        return _prepare_or_error(round_id, error), error.status
    flash(_("The round is open. Its members have been told."))
    return redirect(url_for("reviews.show_round", round_id=round_id), 303)


def _prepare_or_error(round_id: int, error: Refused) -> str:
    if managed_round(round_id).phase is not State.DRAFT:
        raise error
    return _prepare(round_id, [error.message])


@blueprint.route("/rounds/<int:round_id>/close", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def close_round(round_id: int) -> ResponseReturnValue:
    """End scoring before its last day; asks first, because open scores are lost."""
    held = managed_round(round_id)
    form = FlaskForm()
    if form.validate_on_submit():
        with transaction():
            service.close_round(held, by=current_actor())
        return redirect(url_for("reviews.show_round", round_id=round_id), 303)
    return render_template("reviews/close.html", held=held, items=items_of(current_actor(), held.id))


@blueprint.route("/rounds/<int:round_id>/reopen", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def reopen_round(round_id: int) -> ResponseReturnValue:
    """Let scoring go on until a later day."""
    held = managed_round(round_id)
    form = ReopeningForm(closes_on=held.closes_on.isoformat())
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.reopen_round(held, form.value(), by=current_actor())
        if form.ok:
            return redirect(url_for("reviews.show_round", round_id=round_id), 303)
        held = managed_round(round_id)
    return render_template("reviews/reopen.html", form=form, held=held), 422 if form.is_submitted() else 200


@blueprint.post("/rounds/<int:round_id>/discard")
@requires(Permission.MANAGE)
def discard_round(round_id: int) -> ResponseReturnValue:
    """Throw away a round that is being prepared."""
    held = managed_round(round_id)
    with transaction():
        service.discard_round(held, by=current_actor())
    flash(_("The round is gone. Its ideas wait as before."))
    return redirect(url_for("reviews.index"), 303)
