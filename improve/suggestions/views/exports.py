"""The filtered list as a file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime

from flask import Response, send_file, stream_with_context
from flask.typing import ResponseReturnValue

from improve.core import clock
from improve.core.db import db
from improve.core.messages import _
from improve.core.spreadsheets import Sheet, csv_lines, write_xlsx
from improve.suggestions.blueprint import blueprint
from improve.suggestions.fields.kinds import shown
from improve.suggestions.fields.models import Field
from improve.suggestions.fields.queries import all_fields, answers_of
from improve.suggestions.fields.values import Answered
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.queries import in_order, sorted_ids
from improve.suggestions.values import Filters
from improve.suggestions.views.lists import asked
from improve.suggestions.voting.queries import Count, shown_counts
from improve.web.access import current_actor, requires

AT_ONCE = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (8, 14, 40, 50, 50, 30, 16, 18, 14, 12, 20, 14, 14, 8, 8, 10, 10, 10)
Value = str | int | float | datetime | None


@blueprint.get("/export.csv")
@requires(Permission.READ)
def export_csv() -> ResponseReturnValue:
    """The list as CSV, streamed."""
    filters, _problems = asked()
    lines = csv_lines(header(), rows(filters))
    body = stream_with_context(line.encode("utf-8") for line in lines)
    named = {"Content-Disposition": f'attachment; filename="{_name()}.csv"'}
    return Response(body, mimetype="text/csv", headers=named)


@blueprint.get("/export.xlsx")
@requires(Permission.READ)
def export_xlsx() -> ResponseReturnValue:
    """The list as a workbook."""
    filters, _problems = asked()
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it)
    write_xlsx(file, [Sheet(_("Ideas"), header(), rows(filters), WIDTHS)])
    file.seek(0)
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=f"{_name()}.xlsx")


def _name() -> str:
    return f"ideas-{clock.now():%Y-%m-%d}"


def header() -> list[str]:
    """The headings, in the reader's language."""
    return [
        _("Number"),
        _("External number"),
        _("Title"),
        _("Problem"),
        _("Idea"),
        _("Expected result"),
        _("Category"),
        _("Place"),
        _("Author"),
        _("Status"),
        _("Received on"),
        _("Answer promised by"),
        _("Answered on"),
        _("Votes for"),
        _("Votes against"),
        _("Imported votes for"),
        _("Imported votes against"),
        _("Comments"),
        *(_field_heading(field) for field in all_fields()),
    ]


def _field_heading(field: Field) -> str:
    """Which category's which field, with its unit."""
    text = field.newest.text
    name = f"{field.category.name}: {text.label}"
    return f"{name} ({text.unit})" if text.unit else name


def rows(filters: Filters) -> Iterator[list[Value]]:
    """The ideas of the list in its order; a few hundred are in memory at a time."""
    actor = current_actor()
    ids = sorted_ids(actor, filters)
    extra = [field.id for field in all_fields()]
    for start in range(0, len(ids), AT_ONCE):
        found = in_order(ids[start : start + AT_ONCE])
        counts = shown_counts(actor, found)
        answers = answers_of(suggestion.id for suggestion in found) if extra else {}
        for suggestion in found:
            given = {answer.field_id: _cell(shown(answer)) for answer in answers.get(suggestion.id, ())}
            yield [*_row(suggestion, counts[suggestion.id]), *(given.get(field_id) for field_id in extra)]
        db.session.expunge_all()


def _cell(answer: Answered) -> Value:
    """A number stays one; of a list the words."""
    return answer.value if isinstance(answer.value, float) else answer.shown


def _row(suggestion: Suggestion, count: Count | None) -> list[Value]:
    """One line; where counts are hidden their cells are empty."""
    return [
        suggestion.id,
        suggestion.external_id,
        suggestion.title,
        suggestion.problem,
        suggestion.idea,
        suggestion.expected_result,
        str(suggestion.category.name) if suggestion.category is not None else None,
        str(suggestion.unit.name) if suggestion.unit is not None else None,
        suggestion.author_label or None,
        str(suggestion.state.word),
        suggestion.submitted_at,
        suggestion.promised_on.isoformat() if suggestion.promised_on is not None else None,
        suggestion.answered_on.isoformat() if suggestion.answered_on is not None else None,
        count.ballots_for if count is not None else None,
        count.ballots_against if count is not None else None,
        count.imported_for if count is not None else None,
        count.imported_against if count is not None else None,
        suggestion.comment_count,
    ]
