"""Beginning, changing, publishing and closing surveys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from improve.accounts.queries import units
from improve.core.db import db, transaction
from improve.core.errors import Refused
from improve.core.messages import LazyText, _, _l
from improve.core.policy import Actor, allows
from improve.surveys import queries, service
from improve.surveys.forms import DraftForm, NewSurveyForm, RunningForm, values_of
from improve.surveys.models import Survey, Version
from improve.surveys.policy import Permission, paths_of
from improve.surveys.values.settings import Draft, Running, language_choice, more_of
from improve.surveys.values.starters import STARTERS
from improve.surveys.views.overview import managed_or_404
from improve.surveys.views.routes import blueprint
from improve.web.access import current_actor, requires
from improve.web.forms import ValueForm


@blueprint.route("/surveys/new", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def new() -> ResponseReturnValue:
    """Begin a survey from a template."""
    form = NewSurveyForm()
    form.unit_id.choices = unit_choices(current_actor())
    if form.validate_on_submit():
        with form.catching(), transaction():
            survey = service.create(form.value(), by=current_actor())
        if form.ok:
            return redirect(url_for("surveys.show", survey_id=survey.id), 303)
    page = render_template(
        "surveys/new.html",
        form=form,
        starters=STARTERS,
        may_bring_in=allows(current_actor(), Permission.MANAGE, service.WHOLE),
    )
    return page, 422 if form.is_submitted() else 200


def unit_choices(actor: Actor) -> list[tuple[str, object]]:
    """Where this person may ask: the whole company, or the units in reach."""
    paths = paths_of(actor, Permission.MANAGE)
    whole: list[tuple[str, object]] = [("", _l("Whole company"))] if "/" in paths else []
    return whole + [
        (str(unit.id), unit.name)
        for unit in db.session.scalars(units())
        if any(unit.path.startswith(path) for path in paths)
    ]


@blueprint.route("/surveys/<int:survey_id>/edit", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def edit(survey_id: int) -> ResponseReturnValue:
    """Settings and texts while a wording is being written; days and visibility at any time."""
    survey = managed_or_404(survey_id)
    version = queries.draft_version(survey)
    form = _form(survey, version)
    if form.validate_on_submit():
        with form.catching(), transaction():
            if isinstance(form, DraftForm):
                service.change_draft(survey, form.value(), by=current_actor())
            else:
                service.change_running(survey, form.value(), by=current_actor())
        if form.ok:
            flash(_("Saved."))
            return redirect(url_for("surveys.show", survey_id=survey.id), 303)
    page = render_template("surveys/edit.html", form=form, survey=survey, is_draft=version is not None)
    return page, 422 if form.is_submitted() else 200


def _form(survey: Survey, version: Version | None) -> ValueForm:
    running = Running(survey.opens_on, survey.closes_on, survey.is_shared)
    if version is None:
        return RunningForm(data=values_of(running))
    thanks: dict[str, Any] = {f"thanks_{g}": text for g, text in queries.thanks_by_group(version).items()}
    draft = Draft(
        title=survey.title,
        languages=language_choice(version.languages),
        intro=version.intro,
        privacy=version.privacy,
        thanks=version.thanks,
        **thanks,
        more_languages=more_of(version.languages),
        unit_id=survey.unit_id,
    )
    form = DraftForm(data={**values_of(draft), **values_of(running), "anonymity": survey.anonymity})
    if survey.published_at is not None:
        del form.anonymity
    form.unit_id.choices = unit_choices(current_actor())
    return form


def act_on(survey_id: int, use_case: Callable[..., object], done: LazyText | None) -> ResponseReturnValue:
    """Do it, or say on the survey's page why not."""
    survey = managed_or_404(survey_id)
    try:
        with transaction():
            use_case(survey, by=current_actor())
    except Refused as refusal:
        flash(str(refusal.message), "error")
    else:
        if done is not None:
            flash(str(done))
    return redirect(url_for("surveys.show", survey_id=survey_id), 303)


@blueprint.post("/surveys/<int:survey_id>/publish")
@requires(Permission.MANAGE)
def publish(survey_id: int) -> ResponseReturnValue:
    """Publish the wording that is being written."""
    return act_on(
        survey_id, service.publish_survey, _l("Published. The link takes answers on the days you set.")
    )


@blueprint.post("/surveys/<int:survey_id>/close")
@requires(Permission.MANAGE)
def close(survey_id: int) -> ResponseReturnValue:
    """Take no more answers."""
    return act_on(survey_id, service.close, _l("Closed. The link takes no more answers."))


@blueprint.post("/surveys/<int:survey_id>/reopen")
@requires(Permission.MANAGE)
def reopen(survey_id: int) -> ResponseReturnValue:
    """Take answers again."""
    return act_on(survey_id, service.reopen, _l("Open again. The link takes answers."))


@blueprint.post("/surveys/<int:survey_id>/revise")
@requires(Permission.MANAGE)
def revise(survey_id: int) -> ResponseReturnValue:
    """Begin a new wording."""
    return act_on(
        survey_id,
        service.revise,
        _l("This is a copy to change. People are asked the old wording until you publish the new one."),
    )


@blueprint.post("/surveys/<int:survey_id>/discard")
@requires(Permission.MANAGE)
def discard(survey_id: int) -> ResponseReturnValue:
    """Delete what nobody has been asked."""
    was_draft = managed_or_404(survey_id).published_at is None
    answer = act_on(survey_id, service.discard, _l("Deleted."))
    return redirect(url_for("surveys.index"), 303) if was_draft else answer
