"""A survey as people will meet it: nothing counts; what is sent as a test is kept apart."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from improve.core.db import transaction
from improve.core.errors import Invalid
from improve.core.messages import _
from improve.surveys import queries
from improve.surveys.models import Survey, Version
from improve.surveys.policy import Permission
from improve.surveys.processing.queries import notice_of
from improve.surveys.retention.queries import terms_of
from improve.surveys.rules import anonymity
from improve.surveys.trials import service as trials
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import specs_of
from improve.surveys.views import sheet as sheets
from improve.surveys.views.overview import managed_or_404
from improve.surveys.views.routes import blueprint
from improve.surveys.views.sheet import Sheet
from improve.surveys.views.speech import Speech, choose
from improve.web.access import current_actor, requires

TRIAL = "trial"


@blueprint.route("/surveys/<int:survey_id>/preview", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def preview(survey_id: int) -> ResponseReturnValue:
    """Walk through the pages of the draft, or of the published wording where there is no draft."""
    survey = managed_or_404(survey_id)
    version = queries.versions_of(survey)[0]
    speech = choose(version.languages)
    if request.method == "GET":
        return _page(sheets.blank(survey, version, speech.code), version, speech)
    sheet = sheets.sent(survey, version, b"", speech.code)
    _pretend_files(sheet)
    if sheet.errors:
        return _page(sheet, version, speech), 422
    go = request.form.get("go", sheets.NEXT)
    if go == sheets.BACK:
        sheet.page = sheet.previous_page
        return _page(sheet, version, speech)
    try:
        sheet.check_page()
        if go == TRIAL:
            return _keep(sheet, version)
    except Invalid as error:
        sheet.show(error.errors)
        return _page(sheet, version, speech), 422
    if sheet.next_page is not None:
        sheet.page = sheet.next_page
        return _page(sheet, version, speech)
    by_group = queries.thanks_by_group(version)
    said = by_group.get(sheet.group) if sheet.group is not None else None
    return _render("surveys/public/thanks.html", survey, version, speech, said=said or version.thanks)


def _pretend_files(sheet: Sheet) -> None:
    """Nothing is stored here; a file that was chosen counts as sent, so that the pages can be walked through."""
    for spec in sheet.asked:
        if spec.kind is Kind.FILE and any(file.filename for file in request.files.getlist(f"q_{spec.code}")):
            sheet.given[spec.code] = "0" * 32


def _keep(sheet: Sheet, version: Version) -> ResponseReturnValue:
    with transaction():
        trials.keep(sheet.survey, version, sheet.given, sheet.language, by=current_actor())
    flash(_("Kept as a test answer. It counts nowhere."))
    return redirect(url_for("surveys.tests", survey_id=sheet.survey.id), 303)


def _page(sheet: Sheet, version: Version, speech: Speech) -> str:
    return _render(
        "surveys/public/sheet.html",
        sheet.survey,
        version,
        speech,
        sheet=sheet,
        terms=terms_of(sheet.survey.id),
        # Its page has an address only once the survey has.
        notice=notice_of(sheet.survey.id) if sheet.survey.published_at else None,
        token=generate_csrf(),
        action=url_for("surveys.preview", survey_id=sheet.survey.id),
        echo=sheets.echo,
    )


def _render(template: str, survey: Survey, version: Version, speech: Speech, **context: object) -> str:
    return render_template(
        template,
        survey=survey,
        version=version,
        speech=speech,
        say=lambda text: sheets.said(text, speech.code),
        languages=speech.others(url_for("surveys.preview", survey_id=survey.id)),
        is_preview=True,
        goes_along=[],
        said_of=anonymity.said(survey.anonymity, by_link=False),
        **{
            "is_kiosk": False,
            "frame_sites": [],
            "start": None,
            "receipt": "",
            "done": (),
            "follow_token": "",
            **context,
        },
    )


@blueprint.get("/surveys/<int:survey_id>/tests")
@requires(Permission.MANAGE)
def tests(survey_id: int) -> ResponseReturnValue:
    """What was filled in to try the survey out."""
    survey = managed_or_404(survey_id)
    specs = specs_of(queries.versions_of(survey)[0].questions)
    names = [name for spec in specs for name in spec.names()]
    found = trials.newest_first(survey.id)
    return render_template("surveys/trials.html", survey=survey, trials=found, names=names)


@blueprint.post("/surveys/<int:survey_id>/tests/forget")
@requires(Permission.MANAGE)
def forget_tests(survey_id: int) -> ResponseReturnValue:
    """Delete the test answers."""
    survey = managed_or_404(survey_id)
    with transaction():
        trials.forget(survey, by=current_actor())
    flash(_("Deleted."))
    return redirect(url_for("surveys.tests", survey_id=survey_id), 303)
