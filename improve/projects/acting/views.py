"""The page of what follows a decision: approval, standard, checks, other places."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.accounts.queries import unit_choices
from improve.core.db import transaction
from improve.core.messages import _
from improve.core.policy import allows, authorize
from improve.projects.acting import service
from improve.projects.acting.forms import ApprovalForm, FollowUpForm, SpreadForm
from improve.projects.acting.interests import WORDS, interest_of
from improve.projects.acting.models import FollowUp, Spread
from improve.projects.acting.queries import approvals_of, follow_up_of, spreads_of, visible_spread
from improve.projects.blueprint import blueprint, possible_owners, visible_or_404
from improve.projects.models import Decision, Project, Stage
from improve.projects.policy import Permission
from improve.projects.presenting.headings import not_lasting
from improve.projects.queries import ideas_shown
from improve.projects.sustaining import service as sustaining
from improve.projects.sustaining.forms import AnswerForm
from improve.projects.sustaining.queries import checks_of, visible_check
from improve.projects.sustaining.values import DAY_WORDS, STATE_WORDS
from improve.web.access import current_actor, found_or_404, requires


@blueprint.get("/<int:project_id>/follow-up")
@requires(Permission.READ)
def follow_up(project_id: int) -> ResponseReturnValue:
    """What became of the decision, and whether it lasts."""
    return _page(visible_or_404(project_id))


@blueprint.route("/<int:project_id>/standard", methods=["GET", "POST"])
@requires(Permission.EDIT)
def standard(project_id: int) -> ResponseReturnValue:
    """Write the standard."""
    project = visible_or_404(project_id)
    authorize(current_actor(), Permission.EDIT, project)
    form = FollowUpForm(data=_present(follow_up_of(project)))
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.write_standard(project, form.value(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return _back(project_id)
    page = render_template("projects/standard.html", project=project, form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/<int:project_id>/approve")
@requires(Permission.APPROVE)
def approve(project_id: int) -> ResponseReturnValue:
    """Approve the result, or give it back."""
    project = visible_or_404(project_id)
    authorize(current_actor(), Permission.APPROVE, project)
    form = ApprovalForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.approve(project, form.value(), by=current_actor())
        if form.ok:
            return _back(project_id)
    return _page(visible_or_404(project_id), approval=form), 422


@blueprint.post("/<int:project_id>/spread")
@requires(Permission.EDIT)
def spread(project_id: int) -> ResponseReturnValue:
    """Take the change to another place."""
    project = visible_or_404(project_id)
    authorize(current_actor(), Permission.EDIT, project)
    form = SpreadForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.spread(project, form.value(), by=current_actor())
        if form.ok:
            return _back(project_id)
    return _page(visible_or_404(project_id), spreading=form), 422


@blueprint.post("/spread/<int:spread_id>/<any(arrived, drop):what>")
@requires(Permission.WORK)
def spread_done(spread_id: int, what: str) -> ResponseReturnValue:
    """It works there now; or it does not go there after all."""
    row: Spread = found_or_404(visible_spread(current_actor(), spread_id))
    project_id = row.project_id
    with transaction():
        (service.arrived if what == "arrived" else service.drop_spread)(row, by=current_actor())
    return _back(project_id)


@blueprint.route("/checks/<int:check_id>/answer", methods=["GET", "POST"])
@requires(Permission.EDIT)
def answer_check(check_id: int) -> ResponseReturnValue:
    """Say what is done about a check that did not hold."""
    check = found_or_404(visible_check(current_actor(), check_id))
    authorize(current_actor(), Permission.EDIT, check.project)
    form = AnswerForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            sustaining.answer(check, form.value(), by=current_actor())
        if form.ok:
            return _back(check.project_id)
    page = render_template(
        "projects/answer.html", check=check, form=form, day_words=DAY_WORDS, state_words=STATE_WORDS
    )
    return page, 422 if form.is_submitted() else 200


def _back(project_id: int) -> ResponseReturnValue:
    return redirect(url_for("projects.follow_up", project_id=project_id), 303)


def _present(found: FollowUp | None) -> dict[str, str]:
    if found is None:
        return {}
    review = found.review_on.isoformat() if found.review_on is not None else ""
    return {
        "standard": found.standard,
        "standard_url": found.standard_url,
        "training": found.training,
        "review_on": review,
    }


def _page(
    project: Project, *, approval: ApprovalForm | None = None, spreading: SpreadForm | None = None
) -> str:
    actor = current_actor()
    approvals = approvals_of(project)
    adopted = project.decision == Decision.ADOPT and project.state in (Stage.ACT, Stage.CLOSED)
    is_approved = bool(approvals) and approvals[-1].is_approved
    asked = adopted and not is_approved and allows(actor, Permission.APPROVE, project)
    interest = interest_of(project, actor.actor_id) if asked else None
    form = spreading or SpreadForm(None)
    form.unit_id.choices = [("", _("not chosen yet")), *unit_choices()]
    checks = checks_of([project]).get(project.id, [])
    return render_template(
        "projects/follow_up.html",
        project=project,
        found=follow_up_of(project),
        approvals=approvals,
        is_approved=is_approved,
        adopted=adopted,
        may_approve=asked and interest is None,
        why_not=WORDS[interest] if interest is not None else "",
        may_edit=adopted and allows(actor, Permission.EDIT, project),
        approval=approval or ApprovalForm(None),
        spreads=spreads_of(project.id),
        spread_form=form,
        people=possible_owners() if request.method == "GET" or spreading is not None else [],
        checks=checks,
        not_lasting=not_lasting(checks),
        day_words=DAY_WORDS,
        state_words=STATE_WORDS,
        ideas=ideas_shown(actor, project.id),
        Decision=Decision,
    )
