"""How long the answers of a survey are kept, with a look at what would go."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.messages import LazyText, _, _l
from improve.surveys.forms import values_of
from improve.surveys.policy import Permission
from improve.surveys.retention import queries, service
from improve.surveys.retention.values import End, Terms, Unit
from improve.surveys.views.overview import managed_or_404
from improve.surveys.views.routes import blueprint
from improve.web.access import current_actor, requires
from improve.web.forms import ValueForm, choice, line

LOOK = "look"
UNITS: dict[Unit, LazyText] = {Unit.DAYS: _l("days"), Unit.MONTHS: _l("months")}
ENDS: dict[End, LazyText] = {
    End.ANONYMIZE: _l("Take away what could lead to a person; scores and choices stay"),
    End.DELETE: _l("Delete the answers; the results of that time go with them"),
}


class RetentionForm(ValueForm):
    """How long answers are kept."""

    value_class = Terms
    amount = line(_l("Keep answers for"), hint=_l("Empty: until the survey is deleted."))
    unit = choice(_l("Counted in"), [(str(unit), name) for unit, name in UNITS.items()])
    end_with = choice(_l("And then"), [(str(end), name) for end, name in ENDS.items()], radio=True)


@blueprint.route("/surveys/<int:survey_id>/retention", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def retention(survey_id: int) -> ResponseReturnValue:
    """Choose, look what would go today, and save: nothing goes before the worker's next round."""
    survey = managed_or_404(survey_id)
    terms = queries.terms_of(survey.id)
    form = RetentionForm(data=values_of(terms))
    status, looked = 200, False
    if form.validate_on_submit():
        with form.catching():
            terms = form.value()
        looked = form.ok and request.form.get("do") == LOOK
        if form.ok and not looked:
            with form.catching(), transaction():
                service.change(survey, terms, by=current_actor())
        if form.ok and not looked:
            flash(_("Saved."))
            return redirect(url_for("surveys.retention", survey_id=survey.id), 303)
    if form.is_submitted() and not looked:
        status = 422
    page = render_template(
        "surveys/retention.html",
        survey=survey,
        form=form,
        due=queries.due(survey, terms),
        looked=looked,
        terms=terms,
    )
    return page, status
