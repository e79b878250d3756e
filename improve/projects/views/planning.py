"""The measurement plan."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.accounts.queries import unit_choices
from improve.core.db import transaction
from improve.core.errors import Invalid
from improve.core.messages import _
from improve.core.policy import authorize
from improve.metrics.queries import company_day, metric_choices
from improve.projects import rules, service
from improve.projects.blueprint import blueprint, possible_owners, visible_or_404
from improve.projects.forms import PlanForm
from improve.projects.models import Project, Stage
from improve.projects.policy import Permission
from improve.projects.presenting.preview import preview_of
from improve.projects.queries import plan_of, plan_versions
from improve.projects.window import day_of
from improve.web.access import current_actor, requires
from improve.web.i18n import current_language
from improve.web.templating import is_htmx


@blueprint.route("/<int:project_id>/plan", methods=["GET", "POST"])
@requires(Permission.EDIT)
def plan(project_id: int) -> ResponseReturnValue:
    """Write the plan; the second button only looks at what it would need."""
    project = visible_or_404(project_id)
    authorize(current_actor(), Permission.EDIT, project)
    form = plan_form(project)
    if request.form.get("action") == "look" and form.validate():
        return plan_page(project, form)
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.plan(project, form.value(), by=current_actor())
        if form.ok:
            flash(_saved(project))
            return redirect(url_for("projects.show", project_id=project.id), 303)
    return plan_page(project, form), 422 if form.is_submitted() else 200


@blueprint.get("/<int:project_id>/plan/preview")
@requires(Permission.EDIT)
def preview(project_id: int) -> ResponseReturnValue:
    """What the plan as it is typed needs: for the script that shows it at once."""
    project = visible_or_404(project_id)
    authorize(current_actor(), Permission.EDIT, project)
    shown = preview_of(project, request.args, current_actor(), company_day())
    if is_htmx():
        return render_template("projects/_preview.html", shown=shown)
    return redirect(url_for("projects.plan", project_id=project.id), 303)


def plan_form(project: Project, data: dict[str, Any] | None = None) -> PlanForm:
    """The form with the open metrics and the one that the plan has."""
    form = PlanForm(data=data or _present(project))
    form.metric_id.choices = [
        ("", _("not chosen yet")),
        *metric_choices(current_actor(), current_language(), besides=project.metric_id),
    ]
    _offer_others(form, project)
    return form


def _offer_others(form: PlanForm, project: Project) -> None:
    language = current_language()
    offered = metric_choices(current_actor(), language, besides=project.comparison_id)
    form.comparison_id.choices = [("", _("nothing")), *offered]
    units = unit_choices()
    form.measured_unit_id.choices = [("", _("the whole metric")), *units]
    form.comparison_unit_id.choices = [("", _("nothing")), *units]
    form.also_ids.choices = metric_choices(current_actor(), language)


def plan_page(project: Project, form: PlanForm) -> str:
    """The form with what the plan needs beside it."""
    today = company_day()
    lacking = rules.missing(plan_of(project))
    locked = project.state is not Stage.PLAN and rules.has_started(project.starts_on, today)
    return render_template(
        "projects/plan.html",
        project=project,
        form=form,
        people=possible_owners(),
        lacking=lacking,
        needed=rules.NEEDED,
        locked=locked,
        versions=plan_versions(project) if project.state is not Stage.PLAN else [],
        day_of=day_of,
        shown=preview_of(project, form.data, current_actor(), today),
    )


def refused(project: Project, error: Invalid) -> ResponseReturnValue:
    """The card wanted to leave Plan and may not: the form, with a message at each missing field."""
    form = PlanForm(None, data=_present(project))
    form.metric_id.choices = plan_form(project).metric_id.choices
    _offer_others(form, project)
    form.show(error)
    return plan_page(project, form), 422


def _present(project: Project) -> dict[str, Any]:
    return {
        "owner_id": project.owner.login if project.owner is not None else "",
        "metric_id": project.metric_id,
        "direction": project.direction,
        "smallest_useful": f"{project.smallest_useful:g}" if project.smallest_useful is not None else "",
        "useful_as": project.useful_as,
        "baseline_from": _iso(project.baseline_from),
        "starts_on": _iso(project.starts_on),
        "settle_in": project.settle_in,
        "review_on": _iso(project.review_on),
        "after_bad_result": project.after_bad_result,
        "seasonal": project.seasonal,
        "measured_unit_id": project.measured_unit_id,
        "comparison_id": project.comparison_id,
        "comparison_unit_id": project.comparison_unit_id,
        "also_ids": [str(number) for number in project.also_ids or []],
        "pilot": project.pilot,
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _saved(project: Project) -> str:
    lacking = rules.missing(plan_of(project))
    if project.state is Stage.PLAN and not lacking:
        return _("The plan is complete. Move the card to Do when the change is prepared.")
    return _("The plan is saved.")
