"""Taking files from the public door, and giving them to those who may read answers."""

from __future__ import annotations

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from improve.core.db import db, transaction
from improve.core.errors import Refused
from improve.core.messages import LazyText, _l
from improve.core.uploads.values import BYTES_IN_A_MEGABYTE
from improve.surveys import queries
from improve.surveys.limits import answer_limit
from improve.surveys.models import Survey, Version
from improve.surveys.policy import Permission, may_read_results
from improve.surveys.rules import disclosure
from improve.surveys.uploads import service
from improve.surveys.uploads.models import Upload
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import specs_of
from improve.surveys.views.overview import visible_or_404
from improve.surveys.views.routes import blueprint
from improve.surveys.views.sheet import PREFIX, Sheet
from improve.web.access import current_actor, found_or_404, requires
from improve.web.tables import page_number, paginate
from improve.web.uploads import download, received

TOO_MANY = _l(
    "Very many files came from your network within the last hour. Please send them again in an hour."
)
MULTIPART = "multipart/form-data"


def make_room(version: Version | None, usual: int) -> bool:
    """Let a form with files be larger than one without, for a survey that asks for some. Is it one?"""
    if version is None or request.mimetype != MULTIPART:
        return False
    asked = [spec for spec in specs_of(version.questions) if spec.kind is Kind.FILE]
    if not asked:
        return False
    most = sum(int(spec.most or 1) for spec in asked)
    request.max_content_length = usual + most * current_app.config["ATTACHMENT_MAX_MB"] * BYTES_IN_A_MEGABYTE
    request.max_form_memory_size = usual
    return True


def receive(sheet: Sheet) -> None:
    """Store the files of this page and name them among its answers; what cannot be taken is told at its question."""
    errors: dict[str, list[LazyText]] = {}
    for spec in sheet.asked:
        if spec.kind is not Kind.FILE or not any(
            f.filename for f in request.files.getlist(PREFIX + spec.code)
        ):
            continue
        if not answer_limit().allows(request.remote_addr, "files"):
            errors[spec.code] = [TOO_MANY]
            continue
        before = sheet.given.get(spec.code, "").split()
        sent = received(PREFIX + spec.code, most=int(spec.most or 1) - len(before))
        if sent.problems:
            errors[spec.code] = list(sent.problems)
        try:
            with transaction():
                keys = service.keep(sheet.survey, spec.code, sent.taken)
            sheet.given[spec.code] = " ".join((*before, *keys))
        except Refused as refusal:
            errors[spec.code] = [refusal.message]
    if errors:
        sheet.show(errors)


@blueprint.get("/surveys/<int:survey_id>/files")
@requires(Permission.READ_RESULTS)
def files(survey_id: int) -> ResponseReturnValue:
    """The files that came with answers."""
    survey = _readable(survey_id)
    texts = {
        spec.code: spec.text for v in queries.versions_of(survey)[::-1] for spec in specs_of(v.questions)
    }
    page = paginate(service.of_survey(survey.id), page=page_number())
    return render_template("surveys/files.html", survey=survey, page=page, texts=texts)


@blueprint.get("/surveys/<int:survey_id>/files/<key>")
@requires(Permission.READ_RESULTS)
def file(survey_id: int, key: str) -> ResponseReturnValue:
    """One of them, as a download. Its number would say which came first: its address has the random key."""
    survey = _readable(survey_id)
    found = db.session.scalar(service.of_survey(survey.id).where(Upload.key == key[:32]))
    return download(found_or_404(found))


def _readable(survey_id: int) -> Survey:
    """Like the download of single answers: who may read them, from five answers on."""
    survey = visible_or_404(survey_id)
    if not may_read_results(current_actor(), survey):
        found_or_404(None)
    if not disclosure.enough(queries.response_count(queries.counts_of(survey.id))):
        raise Refused(_l("Single answers can be read from five answers on, so that nobody is recognized."))
    return survey
