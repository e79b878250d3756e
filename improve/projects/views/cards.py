"""Making a card and changing what it says."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.accounts.models import Unit
from improve.accounts.queries import unit_choices
from improve.core.db import transaction
from improve.core.errors import Forbidden
from improve.core.messages import _
from improve.core.policy import WHOLE_COMPANY, authorize
from improve.projects import service
from improve.projects.blueprint import blueprint, possible_owners, visible_or_404
from improve.projects.forms import ProjectForm
from improve.projects.models import Project
from improve.projects.policy import Permission, creatable_paths
from improve.projects.queries import ideas_of
from improve.suggestions.queries import visible_one as visible_idea
from improve.web.access import current_actor, requires


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.CREATE)
def new() -> ResponseReturnValue:
    """Make a card; `?idea=352` fills it from an idea."""
    actor = current_actor()
    if not creatable_paths(actor):
        raise Forbidden()
    form = _form({"unit_id": actor.unit_id, "owner_id": actor.login, **_from_idea()})
    if form.validate_on_submit():
        with form.catching(), transaction():
            project = service.create(form.value(), by=actor)
        if form.ok:
            flash(_("The card is on the board. Now the measurement plan."))
            return redirect(url_for("projects.plan", project_id=project.id), 303)
    return _page(form, None)


@blueprint.route("/<int:project_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT)
def edit(project_id: int) -> ResponseReturnValue:
    """Change what the card says."""
    project = visible_or_404(project_id)
    authorize(current_actor(), Permission.EDIT, project)
    form = _form(_present(project), keep=project.unit)
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.edit(project, form.value(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("projects.show", project_id=project.id), 303)
    return _page(form, project)


def _form(data: dict[str, Any], *, keep: Unit | None = None) -> ProjectForm:
    """The form with the units in which the actor may make cards, and the one that the project has."""
    form = ProjectForm(data=data)
    paths = creatable_paths(current_actor())
    units = unit_choices(below=paths) if paths else []
    if keep is not None and str(keep.id) not in dict(units):
        units.append((str(keep.id), str(keep.name)))
    if WHOLE_COMPANY in paths or keep is None:
        units = [("", _("The whole company")), *units]
    form.unit_id.choices = units
    return form


def _from_idea() -> dict[str, Any]:
    number = request.args.get("idea", "").removeprefix("#")
    idea = visible_idea(current_actor(), int(number)) if number.isascii() and number.isdigit() else None
    if idea is None:
        return {}
    return {
        "title": idea.title,
        "problem": idea.problem,
        "unit_id": idea.unit_id,
        "idea_ids": f"#{idea.id}",
    }


def _present(project: Project) -> dict[str, Any]:
    return {
        "title": project.title,
        "problem": project.problem,
        "owner_id": project.owner.login if project.owner is not None else "",
        "unit_id": project.unit_id,
        "plan_due_on": project.plan_due_on.isoformat() if project.plan_due_on is not None else "",
        "idea_ids": ", ".join(f"#{idea.id}" for idea in ideas_of(project.id)),
    }


def _page(form: ProjectForm, project: Project | None) -> ResponseReturnValue:
    page = render_template("projects/edit.html", form=form, project=project, people=possible_owners())
    return page, 422 if form.is_submitted() else 200
