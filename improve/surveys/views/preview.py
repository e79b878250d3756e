"""A survey as people will meet it; nothing is stored."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from improve.core.errors import Invalid
from improve.surveys import queries
from improve.surveys.models import Survey, Version
from improve.surveys.policy import Permission
from improve.surveys.views import sheet as sheets
from improve.surveys.views.overview import managed_or_404
from improve.surveys.views.routes import blueprint
from improve.surveys.views.sheet import Sheet
from improve.web.access import requires
from improve.web.i18n import OWN_NAMES, TAGS, current_language, language_of, speak


@blueprint.route("/surveys/<int:survey_id>/preview", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def preview(survey_id: int) -> ResponseReturnValue:
    """Walk through the pages of the draft, or of the published wording where there is no draft."""
    survey = managed_or_404(survey_id)
    version = queries.versions_of(survey)[0]
    _choose_language(version)
    if request.method == "GET":
        return _page(sheets.blank(survey, version), version)
    sheet = sheets.sent(survey, version, b"")
    if sheet.errors:
        return _page(sheet, version), 422
    if request.form.get("go") == sheets.BACK:
        sheet.page = max(1, sheet.page - 1)
        return _page(sheet, version)
    try:
        sheet.check_page()
    except Invalid as error:
        sheet.show(error.errors)
        return _page(sheet, version), 422
    if sheet.page < sheet.last_page:
        sheet.page += 1
        return _page(sheet, version)
    return render_template(
        "surveys/public/thanks.html",
        survey=survey,
        version=version,
        languages=_other_languages(survey, version),
        is_preview=True,
    )


def _choose_language(version: Version) -> None:
    wanted = language_of(request.values.get("lang", "")) or current_language()
    speak(wanted if wanted in version.languages else version.languages[0])


def _page(sheet: Sheet, version: Version) -> str:
    address = url_for("surveys.preview", survey_id=sheet.survey.id)
    return render_template(
        "surveys/public/sheet.html",
        survey=sheet.survey,
        sheet=sheet,
        version=version,
        languages=_other_languages(sheet.survey, version),
        token=generate_csrf(),
        action=address,
        echo=sheets.echo,
        is_preview=True,
    )


def _other_languages(survey: Survey, version: Version) -> list[tuple[str, str, str]]:
    return [
        (TAGS[code], OWN_NAMES[code], url_for("surveys.preview", survey_id=survey.id, lang=TAGS[code]))
        for code in version.languages
        if code != current_language()
    ]
