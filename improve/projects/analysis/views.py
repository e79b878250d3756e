"""The pages of an analysis."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.messages import _
from improve.core.policy import allows, authorize
from improve.projects.analysis.forms import AnalysisForm
from improve.projects.analysis.models import Analysis, Bone
from improve.projects.analysis.pareto import pareto
from improve.projects.analysis.queries import analysis_of
from improve.projects.analysis.service import write
from improve.projects.analysis.values import BONE_WORDS
from improve.projects.blueprint import blueprint, visible_or_404
from improve.projects.models import Stage
from improve.projects.policy import Permission
from improve.web.access import current_actor, requires


@blueprint.get("/<int:project_id>/root-cause")
@requires(Permission.READ)
def analysis(project_id: int) -> ResponseReturnValue:
    """Evidence, whys, fishbone, Pareto chart and root cause."""
    project = visible_or_404(project_id)
    found = analysis_of(project.id)
    may_edit = allows(current_actor(), Permission.EDIT, project) and project.state is not Stage.CLOSED
    return render_template(
        "projects/analysis.html",
        project=project,
        found=found,
        bars=pareto([(name, count) for name, count in found.counts]) if found is not None else [],
        bones=Bone,
        words=BONE_WORDS,
        may_edit=may_edit,
    )


@blueprint.route("/<int:project_id>/root-cause/edit", methods=["GET", "POST"])
@requires(Permission.EDIT)
def edit_analysis(project_id: int) -> ResponseReturnValue:
    """Write it."""
    project = visible_or_404(project_id)
    authorize(current_actor(), Permission.EDIT, project)
    form = AnalysisForm(data=_present(analysis_of(project.id)))
    if form.validate_on_submit():
        with form.catching(), transaction():
            write(project, form.value(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("projects.analysis", project_id=project_id), 303)
    page = render_template("projects/analysis_edit.html", project=project, form=form, bones=Bone)
    return page, 422 if form.is_submitted() else 200


def _present(found: Analysis | None) -> dict[str, Any]:
    if found is None:
        return {}
    return {
        "evidence": found.evidence,
        **{f"why_{n}": answer for n, answer in enumerate(found.whys, 1)},
        **{bone: "\n".join(causes) for bone, causes in found.bones.items()},
        "counted": found.counted,
        "counts": "\n".join(f"{name}\t{count:g}" for name, count in found.counts),
        "root_cause": found.root_cause,
    }
