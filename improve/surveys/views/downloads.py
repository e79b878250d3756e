"""Single answers as CSV and XLSX: without persons, in no order but that of the days."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from flask import Response, send_file, stream_with_context
from flask.typing import ResponseReturnValue

from improve.core.db import transaction
from improve.core.errors import Refused
from improve.core.messages import _, _l
from improve.surveys import queries, service
from improve.surveys.models import Survey
from improve.surveys.policy import Permission, may_read_results
from improve.surveys.rules import disclosure
from improve.surveys.values.questions import Spec, specs_of
from improve.surveys.views.overview import visible_or_404
from improve.surveys.views.routes import blueprint
from improve.web.access import current_actor, found_or_404, requires

# What a spreadsheet would take for a formula; an apostrophe in front makes it text, and importers remove it again.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_XLSX_ROWS = 1_000_000


@blueprint.get("/surveys/<int:survey_id>/answers.csv")
@requires(Permission.READ_RESULTS)
def answers_csv(survey_id: int) -> ResponseReturnValue:
    """All answers as CSV, streamed, with a mark that lets spreadsheets see UTF-8."""
    survey, specs = _exported(survey_id)
    headers = {"Content-Disposition": f'attachment; filename="survey-{survey.id}.csv"'}
    lines = stream_with_context(_csv_lines(survey.id, specs))
    return Response(lines, mimetype="text/csv", headers=headers)


@blueprint.get("/surveys/<int:survey_id>/answers.xlsx")
@requires(Permission.READ_RESULTS)
def answers_xlsx(survey_id: int) -> ResponseReturnValue:
    """All answers as a workbook, with the questions on a second sheet."""
    survey, specs = _exported(survey_id)
    if queries.response_count(queries.counts_of(survey.id)) > MOST_XLSX_ROWS:
        raise Refused(_l("A worksheet ends at a million rows. Please take the CSV file."))
    file = tempfile.TemporaryFile()  # noqa: SIM115  (closed by the server when it is sent)
    _write_workbook(file, survey.id, specs)
    file.seek(0)
    name = f"survey-{survey.id}.xlsx"
    return send_file(file, mimetype=XLSX_TYPE, as_attachment=True, download_name=name)


def _exported(survey_id: int) -> tuple[Survey, list[Spec]]:
    """The survey and the questions of all its wordings, the newest first; refused with fewer than five answers."""
    survey = visible_or_404(survey_id)
    if not may_read_results(current_actor(), survey):
        found_or_404(None)
    if not disclosure.enough(queries.response_count(queries.counts_of(survey.id))):
        raise Refused(
            _l("Single answers can be downloaded from five answers on, so that nobody is recognized.")
        )
    with transaction():
        service.note_export(survey, by=current_actor())
    wordings = [version for version in queries.versions_of(survey) if version.published_at is not None]
    return survey, [spec for version in wordings for spec in specs_of(version.questions)]


def _columns(specs: list[Spec]) -> dict[str, Spec]:
    """A column for each name under which something is answered in any wording: `grid.r1`, `drinks.other`."""
    columns: dict[str, Spec] = {}
    for spec in specs:
        for name in spec.names():
            columns.setdefault(name, spec)
    return columns


def _heads(specs: list[Spec]) -> list[str]:
    return ["day", "wording", "language", *_columns(specs)]


def _rows(survey_id: int, specs: list[Spec]) -> Iterator[list[Any]]:
    columns = _columns(specs)
    for filled in queries.responses(survey_id):
        answers = (_cell(spec, filled.answers.get(name)) for name, spec in columns.items())
        yield [filled.day.isoformat(), filled.version, filled.language, *answers]


def _cell(spec: Spec, value: str | None) -> str | int:
    if value is None:
        return ""
    return int(value) if spec.scale is not None and value.isdecimal() else value


def _csv_lines(survey_id: int, specs: list[Spec]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(_heads(specs))
    for row in _rows(survey_id, specs):
        writer.writerow([neutral(cell) for cell in row])
        if buffer.tell() > 32_768:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def neutral(cell: Any) -> Any:
    """The cell so that no spreadsheet computes it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def _write_workbook(file: IO[bytes], survey_id: int, specs: list[Spec]) -> None:
    # A quarter of a megabyte of code that only this download needs.
    from xlsxwriter import Workbook  # noqa: PLC0415

    book = Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("Single answers"))
    sheet.write_row(0, 0, _heads(specs))
    for number, row in enumerate(_rows(survey_id, specs), 1):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(number, column, cell)
            else:
                sheet.write_string(number, column, cell)
    questions = book.add_worksheet(_("Questions"))
    questions.write_row(0, 0, ["code", "kind", "question", "answer", "text"])
    number = 1
    newest: dict[str, Spec] = {}
    for spec in specs:
        newest.setdefault(spec.code, spec)
    for spec in newest.values():
        questions.write_row(number, 0, [spec.code, str(spec.kind), str(spec.text)])
        number += 1
        for item in (*spec.rows, *spec.choices):
            questions.write_row(number, 0, [spec.code, str(spec.kind), "", item.code, str(item.text)])
            number += 1
    book.close()
