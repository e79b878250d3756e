"""The pages of a survey's languages."""

from __future__ import annotations

import io

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.errors import Refused
from improve.core.importing.words import file_problem
from improve.core.messages import LazyText, _, _l, _n
from improve.core.spreadsheets import Sheet, UnreadableFile, read_table, write_xlsx
from improve.core.spreadsheets.table import Limits
from improve.core.values import FieldError
from improve.surveys import queries
from improve.surveys.languages import own_name, tag_of
from improve.surveys.models import Survey
from improve.surveys.policy import Permission
from improve.surveys.rules import publishing
from improve.surveys.translating import service, sheet
from improve.surveys.translating.sheet import Problem
from improve.surveys.views.overview import managed_or_404
from improve.surveys.views.routes import blueprint
from improve.web.access import current_actor, requires

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SMALL = Limits(bytes=5_000_000, unpacked=50_000_000, rows=20_000, columns=60)
SHOWN_PROBLEMS = 50


@blueprint.route("/surveys/<int:survey_id>/texts", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def texts(survey_id: int) -> ResponseReturnValue:
    """How complete each language is; the sheet to download, and the filled one to bring back."""
    survey = managed_or_404(survey_id)
    if request.method == "GET":
        return _page(survey)
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(survey, error=_l("Please choose a file.")), 422
    try:
        table = read_table(file.read(), limits=SMALL)
        with transaction():
            taken = service.take(survey, table, by=current_actor())
    except UnreadableFile as error:
        return _page(survey, error=file_problem(error)), 422
    except (FieldError, Refused) as error:
        return _page(survey, error=error.message), 422
    amount = sum(len(found) for found in taken.texts.values())
    flash(_n("%(n)s text was taken from the sheet.", "%(n)s texts were taken from the sheet.", amount))
    if taken.problems:
        return _page(survey, problems=taken.problems)
    return redirect(url_for("surveys.texts", survey_id=survey_id), 303)


@blueprint.get("/surveys/<int:survey_id>/texts.xlsx")
@requires(Permission.MANAGE)
def texts_xlsx(survey_id: int) -> ResponseReturnValue:
    """The translation sheet."""
    survey = managed_or_404(survey_id)
    version = queries.versions_of(survey)[0]
    found = queries.texts_of(survey, version)
    file = io.BytesIO()
    page = Sheet(
        _("Texts"),
        sheet.header(version.languages),
        sheet.rows(found, version.languages),
        widths=(14, 16, *(60 for _language in version.languages)),
    )
    write_xlsx(file, [page])
    file.seek(0)
    name = f"survey-{survey.id}-texts.xlsx"
    return send_file(file, mimetype=XLSX_TYPE, as_attachment=True, download_name=name)


def _page(survey: Survey, *, error: LazyText | None = None, problems: list[Problem] | None = None) -> str:
    versions = queries.versions_of(survey)
    version = versions[0]
    found = queries.texts_of(survey, version)
    meters = [
        (tag_of(code), own_name(code), *publishing.completeness(found, code)) for code in version.languages
    ]
    missing = publishing.missing(found, version.languages)
    return render_template(
        "surveys/texts.html",
        survey=survey,
        is_draft=version.published_at is None,
        meters=meters,
        missing=missing[:SHOWN_PROBLEMS],
        more=max(0, len(missing) - SHOWN_PROBLEMS),
        own_name=own_name,
        error=error,
        problems=(problems or [])[:SHOWN_PROBLEMS],
    )
