"""Downloads of single answers. With `values=labels` choices stand in words, else as their codes."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator

from flask import Response, request, send_file, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from improve.core import clock
from improve.core.db import transaction
from improve.core.errors import Refused
from improve.core.messages import _, _l
from improve.core.spreadsheets import Sheet, csv_lines, write_xlsx
from improve.surveys import queries, service
from improve.surveys.exporting import spss
from improve.surveys.exporting.answers import Export
from improve.surveys.exporting.columns import codebook, columns_of
from improve.surveys.policy import Permission, may_read_results
from improve.surveys.rules import disclosure
from improve.surveys.values.questions import specs_of
from improve.surveys.views.overview import visible_or_404
from improve.surveys.views.routes import blueprint
from improve.web.access import current_actor, found_or_404, requires

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_XLSX_ROWS = 1_000_000
SAV_TYPE = "application/x-spss-sav"
# Packed in about 10 s; but where one text has 15,000 bytes, each row that has none still takes 2 kB.
MOST_SAV_ROWS = 250_000
PORTION = 32_768


@blueprint.get("/surveys/<int:survey_id>/answers.csv")
@requires(Permission.READ_RESULTS)
def answers_csv(survey_id: int) -> ResponseReturnValue:
    """All answers as CSV, streamed, with a mark that lets spreadsheets see UTF-8."""
    export = _export(survey_id)
    lines = stream_with_context(_portions(csv_lines(export.heads(), export.rows())))
    return Response(lines, mimetype="text/csv", headers=_attached(f"{export.name}.csv"))


@blueprint.get("/surveys/<int:survey_id>/answers.json")
@requires(Permission.READ_RESULTS)
def answers_json(survey_id: int) -> ResponseReturnValue:
    """All answers as JSON, streamed: an object for each form, with the answers it has."""
    export = _export(survey_id)
    lines = stream_with_context(_portions(_json_lines(export)))
    return Response(lines, mimetype="application/json", headers=_attached(f"{export.name}.json"))


@blueprint.get("/surveys/<int:survey_id>/answers.xlsx")
@requires(Permission.READ_RESULTS)
def answers_xlsx(survey_id: int) -> ResponseReturnValue:
    """All answers as a workbook, with the questions on a second sheet."""
    export = _export(survey_id)
    if queries.response_count(queries.counts_of(survey_id)) > MOST_XLSX_ROWS:
        raise Refused(_l("A worksheet ends at a million rows. Please take the CSV file."))
    file = tempfile.TemporaryFile()  # noqa: SIM115  (closed by the server when it is sent)
    sheets = (
        Sheet(_("Single answers"), export.heads(), export.rows()),
        Sheet(_("Questions"), ("column", "kind", "question", "answer", "text"), codebook(export.columns)),
    )
    write_xlsx(file, sheets)
    file.seek(0)
    return send_file(file, mimetype=XLSX_TYPE, as_attachment=True, download_name=f"{export.name}.xlsx")


@blueprint.get("/surveys/<int:survey_id>/answers.sav")
@requires(Permission.READ_RESULTS)
def answers_sav(survey_id: int) -> ResponseReturnValue:
    """All answers for SPSS, PSPP, R and others, with the words of questions and answers in the reader's language."""
    export = _export(survey_id)
    if queries.response_count(queries.counts_of(survey_id)) > MOST_SAV_ROWS:
        raise Refused(_l("The file for SPSS holds at most 250,000 answers. Please take the CSV file."))
    file = tempfile.TemporaryFile()  # noqa: SIM115  (closed by the server when it is sent)
    spss.write(file, export, now=clock.now())
    file.seek(0)
    return send_file(file, mimetype=SAV_TYPE, as_attachment=True, download_name=f"{export.name}.sav")


def _export(survey_id: int) -> Export:
    """The survey and the columns of all its wordings; refused while there are fewer than five answers."""
    survey = visible_or_404(survey_id)
    if not may_read_results(current_actor(), survey):
        found_or_404(None)
    if not disclosure.enough(queries.response_count(queries.counts_of(survey.id))):
        raise Refused(
            _l("Single answers can be downloaded from five answers on, so that nobody is recognized.")
        )
    with transaction():
        service.note_export(survey, by=current_actor())
    wordings = [specs_of(v.questions) for v in queries.versions_of(survey) if v.published_at is not None]
    return Export(
        survey,
        columns_of(wordings),
        in_words=request.args.get("values") == "labels",
        by=current_actor(),
        address=lambda key: url_for("surveys.file", survey_id=survey_id, key=key, _external=True),
    )


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _portions(lines: Iterator[str]) -> Iterator[str]:
    """Lines joined, so that not each of them is a packet of its own."""
    kept: list[str] = []
    length = 0
    for line in lines:
        kept.append(line)
        length += len(line)
        if length > PORTION:
            yield "".join(kept)
            kept, length = [], 0
    yield "".join(kept)


def _json_lines(export: Export) -> Iterator[str]:
    head = {"survey": export.survey.public_id, "columns": export.heads()}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "answers": ['
    before = "\n"
    for row in export.rows():
        told = dict(zip(export.heads(), row, strict=True))
        yield before + json.dumps({k: v for k, v in told.items() if v != ""}, ensure_ascii=False)
        before = ",\n"
    yield "\n]}\n"
