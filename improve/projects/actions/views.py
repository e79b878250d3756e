"""The actions of a project, and what is said of one with a button."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.messages import _
from improve.core.policy import authorize
from improve.metrics.queries import company_day
from improve.projects.actions import service
from improve.projects.actions.forms import ActionForm, BlockerForm
from improve.projects.actions.models import Action
from improve.projects.actions.queries import actions_of, visible_one
from improve.projects.actions.values import Did
from improve.projects.blueprint import blueprint, possible_owners, visible_or_404
from improve.projects.models import Project, Stage
from improve.projects.policy import Permission
from improve.web.access import current_actor, found_or_404, requires
from improve.web.navigation import safe_next


@blueprint.route("/<int:project_id>/actions", methods=["GET", "POST"])
@requires(Permission.READ)
def actions(project_id: int) -> ResponseReturnValue:
    """What is to be done, by whom, until when; who leads the project adds to it."""
    project = visible_or_404(project_id)
    form = ActionForm()
    if request.method == "POST":
        authorize(current_actor(), Permission.EDIT, project)
        if form.validate_on_submit():
            with form.catching(), transaction():
                service.add(project, form.value(), by=current_actor())
            if form.ok:
                flash(_("The action is on the list."))
                return redirect(url_for("projects.actions", project_id=project_id), 303)
    return _page(project, form), 422 if form.is_submitted() else 200


@blueprint.route("/actions/<int:action_id>", methods=["GET", "POST"])
@requires(Permission.EDIT)
def action(action_id: int) -> ResponseReturnValue:
    """Change an action."""
    found = _visible(action_id)
    authorize(current_actor(), Permission.EDIT, found.project)
    form = ActionForm(
        data={"title": found.title, "owner_id": found.owner.login, "due_on": found.due_on.isoformat()}
    )
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.change(found, form.value(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("projects.actions", project_id=found.project_id), 303)
    page = render_template("projects/action.html", action=found, form=form, people=possible_owners())
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/actions/<int:action_id>/<any(done, open, today, not_today, free):what>")
@requires(Permission.WORK)
def say(action_id: int, what: str) -> ResponseReturnValue:
    """One word about an action."""
    found = _visible(action_id)
    with transaction():
        service.say(found, Did(what), by=current_actor())
    return _back(found.project_id)


@blueprint.route("/actions/<int:action_id>/block", methods=["GET", "POST"])
@requires(Permission.WORK)
def block(action_id: int) -> ResponseReturnValue:
    """Say what stands in the way."""
    found = _visible(action_id)
    authorize(current_actor(), Permission.WORK, found)
    form = BlockerForm(data={"blocker": found.blocker})
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.block(found, form.value(), by=current_actor())
        if form.ok:
            return _back(found.project_id)
    next_ = safe_next(request.values.get("next"), url_for("projects.actions", project_id=found.project_id))
    page = render_template("projects/block.html", action=found, form=form, next=next_)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/actions/<int:action_id>/drop")
@requires(Permission.EDIT)
def drop(action_id: int) -> ResponseReturnValue:
    """Take an action off the list."""
    found = _visible(action_id)
    project_id = found.project_id
    with transaction():
        service.drop(found, by=current_actor())
    flash(_("The action is off the list."))
    return redirect(url_for("projects.actions", project_id=project_id), 303)


def _visible(action_id: int) -> Action:
    found: Action = found_or_404(visible_one(current_actor(), action_id))
    return found


def _back(project_id: int) -> ResponseReturnValue:
    here = url_for("projects.actions", project_id=project_id)
    return redirect(safe_next(request.form.get("next"), here), 303)


def _page(project: Project, form: Any) -> str:
    found = actions_of(project.id)
    today = company_day()
    return render_template(
        "projects/actions.html",
        project=project,
        form=form,
        people=possible_owners(),
        open_ones=[one for one in found if one.done_on is None],
        done_ones=[one for one in found if one.done_on is not None],
        late=sum(one.is_late(today) for one in found),
        blocked=sum(bool(one.blocker) for one in found),
        today=today,
        is_running=project.state is not Stage.CLOSED,
    )
