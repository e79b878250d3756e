"""The decision."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.messages import _
from improve.core.policy import authorize
from improve.projects import rules, service
from improve.projects.blueprint import blueprint, visible_or_404
from improve.projects.forms import DecisionForm
from improve.projects.policy import Permission
from improve.projects.views.show import page_of
from improve.web.access import current_actor, requires


@blueprint.post("/<int:project_id>/decide")
@requires(Permission.DECIDE)
def decide(project_id: int) -> ResponseReturnValue:
    """Adopt, adapt or abandon."""
    project = visible_or_404(project_id)
    authorize(current_actor(), Permission.DECIDE, project)
    rules.check_decision(project.state)
    form = DecisionForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.decide(project, form.value(), by=current_actor())
        if form.ok:
            flash(_("The decision is stored. The authors of the ideas are told."))
            return redirect(url_for("projects.show", project_id=project_id), 303)
    return page_of(project, decision_form=form), 422
