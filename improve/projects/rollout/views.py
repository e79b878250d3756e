"""The page of the rollout."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.messages import _
from improve.core.policy import authorize
from improve.projects.blueprint import blueprint, visible_or_404
from improve.projects.models import Project, Stage
from improve.projects.policy import Permission
from improve.projects.rollout import service
from improve.projects.rollout.forms import CriteriaForm, ProofForm
from improve.projects.rollout.models import Step
from improve.projects.rollout.queries import current_step, steps_of
from improve.projects.rollout.rules import STEPS
from improve.projects.rollout.values import STEP_WORDS
from improve.web.access import current_actor, requires


@blueprint.get("/<int:project_id>/rollout")
@requires(Permission.READ)
def rollout(project_id: int) -> ResponseReturnValue:
    """The four steps, where the rollout stands, and its places."""
    return _page(visible_or_404(project_id), ProofForm(None))


@blueprint.route("/<int:project_id>/rollout/criteria", methods=["GET", "POST"])
@requires(Permission.EDIT)
def criteria(project_id: int) -> ResponseReturnValue:
    """Write entry and exit criteria."""
    project = visible_or_404(project_id)
    authorize(current_actor(), Permission.EDIT, project)
    present: dict[str, str] = {}
    for step, row in steps_of(project).items():
        present |= {f"{step}_enter": row.enter_when, f"{step}_leave": row.leave_when}
    form = CriteriaForm(data=present)
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.write_criteria(project, form.value(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("projects.rollout", project_id=project_id), 303)
    page = render_template(
        "projects/criteria.html", project=project, form=form, words=STEP_WORDS, steps=STEPS
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.post(
    "/<int:project_id>/rollout/<any(diagnose, design, test, launch):step>/<any(enter, leave):way>"
)
@requires(Permission.EDIT)
def pass_step(project_id: int, step: str, way: str) -> ResponseReturnValue:
    """Enter or leave a step, with what shows that its criteria hold."""
    project = visible_or_404(project_id)
    form = ProofForm()
    if form.validate_on_submit():
        act = service.enter if way == "enter" else service.leave
        with form.catching(), transaction():
            act(project, Step(step), form.value(), by=current_actor())
        if form.ok:
            return redirect(url_for("projects.rollout", project_id=project_id), 303)
    return _page(visible_or_404(project_id), form), 422


def _page(project: Project, form: ProofForm) -> str:
    rows = steps_of(project)
    now = current_step(rows)
    done = [step for step in STEPS if step in rows and rows[step].left_at is not None]
    following = STEPS[len(done)] if now is None and len(done) < len(STEPS) else None
    return render_template(
        "projects/rollout.html",
        project=project,
        rows=rows,
        steps=STEPS,
        words=STEP_WORDS,
        now=now,
        done=done,
        following=following,
        form=form,
        is_open=project.state is not Stage.CLOSED,
        waits_for_plan=following in (Step.TEST, Step.LAUNCH) and project.state is Stage.PLAN,
    )
