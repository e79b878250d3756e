"""The ledger, a saving, and claiming one."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.accounts.queries import company_currency
from improve.core.db import transaction
from improve.core.policy import allows
from improve.metrics.queries import company_day
from improve.projects.models import Project
from improve.projects.queries import visible_one as visible_project
from improve.savings import service, words
from improve.savings.forms import ClaimForm, CorrectionForm, ReasonForm
from improve.savings.models import Kind, Recurrence, Saving, Step
from improve.savings.policy import Permission
from improve.savings.queries import (
    State,
    concerned_people,
    entries_of,
    others_on_metric,
    standing,
    standings,
    state_counts,
    state_of,
    totals,
    visible_ids,
    visible_to,
)
from improve.savings.views.blueprint import blueprint, visible_or_404
from improve.web.access import current_actor, found_or_404, requires, signed_in

SHOWN = 200


@blueprint.get("")
@requires(Permission.READ)
def index() -> ResponseReturnValue:
    """What the company saved, and every saving behind it."""
    actor, today = current_actor(), company_day()
    state, kind = asked()
    counts = state_counts(visible_ids(actor), today)
    matching = visible_to(actor) if kind is None else visible_to(actor).where(Saving.kind == str(kind))
    wanted = [] if state is None else [state_of(today) == str(state)]
    shown = sum(n for (sort, where), n in counts.items() if state in (None, where) and kind in (None, sort))
    return render_template(
        "savings/index.html",
        totals=totals(actor, today),
        currency=company_currency(),
        items=standings(matching, *wanted, limit=SHOWN),
        more=max(shown - SHOWN, 0),
        counts={each: sum(n for (_kind, where), n in counts.items() if where is each) for each in State},
        total=sum(counts.values()),
        state=state,
        kind=kind,
        today=today,
        words=words,
        Kind=Kind,
        State=State,
    )


def asked() -> tuple[State | None, Kind | None]:
    """The state and kind in the address; what is none of them is as if it was not asked."""
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    return (
        State(state) if state in tuple(State) else None,
        Kind(kind) if kind in tuple(Kind) else None,
    )


@blueprint.get("/<int:saving_id>")
@requires(Permission.READ)
def show(saving_id: int) -> ResponseReturnValue:
    """One saving: what was claimed, what the data show, what finance says."""
    saving = visible_or_404(saving_id)
    actor, item = current_actor(), standing(saving)
    is_own = actor.actor_id in concerned_people([saving])[saving.id]
    return render_template(
        "savings/show.html",
        saving=saving,
        item=item,
        state=item.state(company_day()),
        entries=entries_of(saving),
        others=others_on_metric(actor, saving),
        today=company_day(),
        words=words,
        Step=Step,
        Recurrence=Recurrence,
        may_claim=allows(actor, Permission.CLAIM, saving)
        and item.entry.step not in (Step.WITHDRAWN, Step.VALIDATED),
        may_decide=allows(actor, Permission.VALIDATE, saving) and not is_own,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@signed_in
def claim() -> ResponseReturnValue:
    """Claim what a project saves."""
    project = _project()
    form = ClaimForm(kind=str(Kind.HARD), recurrence=str(Recurrence.YEARLY), share="100", cost="0")
    if form.validate_on_submit():
        with form.catching(), transaction():
            saving_id = service.claim(project, form.value(), by=current_actor()).id
        if form.ok:
            return redirect(url_for("savings.show", saving_id=saving_id), 303)
    return render_template(
        "savings/claim.html", form=form, project=project, currency=company_currency()
    ), 422 if form.is_submitted() else 200


def _project() -> Project:
    number = request.args.get("project", "")
    known = number.isascii() and number.isdigit() and len(number) < 11
    project: Project = found_or_404(visible_project(current_actor(), int(number)) if known else None)
    found_or_404(project if allows(current_actor(), Permission.CLAIM, project) else None)
    return project


@blueprint.route("/<int:saving_id>/correct", methods=["GET", "POST"])
@signed_in
def correct(saving_id: int) -> ResponseReturnValue:
    """Claim it anew."""
    saving = visible_or_404(saving_id)
    found_or_404(saving if allows(current_actor(), Permission.CLAIM, saving) else None)
    last = standing(saving).shown
    form = CorrectionForm(gross=last.gross, cost=last.cost, share=last.share, from_on=last.from_on)
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.correct(saving, form.value(), by=current_actor())
        if form.ok:
            return redirect(url_for("savings.show", saving_id=saving_id), 303)
    return render_template(
        "savings/correct.html", form=form, saving=saving
    ), 422 if form.is_submitted() else 200


@blueprint.route("/<int:saving_id>/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw(saving_id: int) -> ResponseReturnValue:
    """Claim it no more."""
    saving = visible_or_404(saving_id)
    found_or_404(saving if allows(current_actor(), Permission.CLAIM, saving) else None)
    form = ReasonForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.withdraw(saving, form.value(), by=current_actor())
        if form.ok:
            return redirect(url_for("savings.show", saving_id=saving_id), 303)
    return render_template(
        "savings/reason.html", form=form, saving=saving, act="withdraw"
    ), 422 if form.is_submitted() else 200
