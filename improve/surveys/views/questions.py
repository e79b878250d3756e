"""Writing the questions."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.messages import _l
from improve.surveys import queries, service
from improve.surveys.forms import LOOK_NAMES, NewQuestionForm, form_of
from improve.surveys.models import Survey
from improve.surveys.policy import Permission
from improve.surveys.rules.wording import texts_of
from improve.surveys.values.kinds import LOOKS
from improve.surveys.values.questions import Spec, spec_of, specs_of
from improve.surveys.views.editing import act_on
from improve.surveys.views.overview import managed_or_404
from improve.surveys.views.routes import blueprint
from improve.surveys.views.wording import GROUP_NAMES, kind_name
from improve.web.access import current_actor, found_or_404, requires

EXAMPLES = (
    'nps <= 6 and (visit = "c1" or answered(why))',
    'tick = "c2"',
    'day > "2026-05-31"',
    'place in ("desk", "web")',
    "not answered(why)",
)


@blueprint.route("/surveys/<int:survey_id>/questions/new", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def new_question(survey_id: int) -> ResponseReturnValue:
    """Add a question; its further texts are on the next page."""
    survey = managed_or_404(survey_id)
    form = NewQuestionForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            row = service.add_question(survey, form.value(), by=current_actor())
        if form.ok:
            return redirect(url_for("surveys.question", survey_id=survey_id, code=row.code), 303)
    page = render_template("surveys/new_question.html", form=form, survey=survey)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/surveys/<int:survey_id>/questions/<code>", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def question(survey_id: int, code: str) -> ResponseReturnValue:
    """The texts of one question, in both languages side by side."""
    survey = managed_or_404(survey_id)
    spec, about = _spec(survey, code)
    form = form_of(texts_of(spec))
    if about is not None and spec.is_text:
        for group, name in GROUP_NAMES[about.kind].items():
            form[f"wording_{group}"].description = _l("For the group “%(group)s”", group=name)
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.rewrite_question(survey, code, form.value(), by=current_actor())
        if form.ok:
            return redirect(url_for("surveys.show", survey_id=survey_id), 303)
    looks = LOOKS.get(spec.kind, ())
    if "look" in form:
        form.look.choices = [(str(look), LOOK_NAMES[look]) for look in looks] or form.look.choices
    page = render_template(
        "surveys/question.html",
        form=form,
        survey=survey,
        spec=spec,
        about=about,
        looks=looks,
        earlier=_earlier(survey, code),
        examples=EXAMPLES,
        kind_name=kind_name,
    )
    return page, 422 if form.is_submitted() else 200


def _spec(survey: Survey, code: str) -> tuple[Spec, Spec | None]:
    """The question of the draft and the score it is about."""
    version = found_or_404(queries.draft_version(survey))
    row = found_or_404(queries.question_of(version, code))
    spec = spec_of(row)
    about = next((s for s in specs_of(version.questions) if s.code == spec.about), None)
    return spec, about


def _earlier(survey: Survey, code: str) -> list[Spec]:
    """The questions that a condition of this one can ask about."""
    version = found_or_404(queries.draft_version(survey))
    specs = specs_of(version.questions)
    place = next(place for place, spec in enumerate(specs) if spec.code == code)
    return [spec for spec in specs[:place] if spec.names()]


@blueprint.post("/surveys/<int:survey_id>/questions/<code>/up")
@requires(Permission.MANAGE)
def question_up(survey_id: int, code: str) -> ResponseReturnValue:
    """Ask it earlier."""
    return act_on(survey_id, lambda survey, by: service.move_question(survey, code, -1, by=by), None)


@blueprint.post("/surveys/<int:survey_id>/questions/<code>/down")
@requires(Permission.MANAGE)
def question_down(survey_id: int, code: str) -> ResponseReturnValue:
    """Ask it later."""
    return act_on(survey_id, lambda survey, by: service.move_question(survey, code, 1, by=by), None)


@blueprint.post("/surveys/<int:survey_id>/questions/<code>/remove")
@requires(Permission.MANAGE)
def question_remove(survey_id: int, code: str) -> ResponseReturnValue:
    """Ask it no more."""
    return act_on(survey_id, lambda survey, by: service.remove_question(survey, code, by=by), None)
