"""Moving cards by buttons, and giving a project up."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.errors import Invalid
from improve.core.messages import _
from improve.core.policy import authorize
from improve.projects import rules, service
from improve.projects.blueprint import blueprint, visible_or_404
from improve.projects.forms import MoveForm, StopForm
from improve.projects.models import Stage
from improve.projects.policy import Permission
from improve.projects.values import STAGE_WORDS
from improve.projects.views.planning import refused
from improve.web.access import current_actor, requires
from improve.web.navigation import safe_next


@blueprint.post("/<int:project_id>/move")
@requires(Permission.MOVE)
def move(project_id: int) -> ResponseReturnValue:
    """Move the card to a neighboring column. A plan that is not complete comes back as a form."""
    project = visible_or_404(project_id)
    form = MoveForm()
    if not form.validate():
        raise Invalid({name: messages for name, messages in form.errors.items() if name != "csrf_token"})
    value = form.value()
    try:
        with transaction():
            service.move(project, Stage(value.to), by=current_actor(), reason=value.reason)
    except Invalid as error:
        return refused(visible_or_404(project_id), error)
    flash(_("“%(title)s” is in %(column)s now.", title=project.title, column=STAGE_WORDS[project.state]))
    here = url_for("projects.show", project_id=project_id)
    return redirect(safe_next(request.form.get("next"), here), 303)


@blueprint.route("/<int:project_id>/stop", methods=["GET", "POST"])
@requires(Permission.DECIDE)
def stop(project_id: int) -> ResponseReturnValue:
    """Give a project up before its check; asks for the reason."""
    project = visible_or_404(project_id)
    authorize(current_actor(), Permission.DECIDE, project)
    rules.check_stop(project.state)
    form = StopForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.stop(project, form.value(), by=current_actor())
        if form.ok:
            flash(_("The project is stopped. The authors of its ideas are told why."))
            return redirect(url_for("projects.show", project_id=project_id), 303)
    page = render_template("projects/stop.html", project=project, form=form)
    return page, 422 if form.is_submitted() else 200
