"""Bringing in answers that were given elsewhere: what the engine needs for one survey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from improve.core.db import LARGEST_ID, db
from improve.core.importing.engine import no_field
from improve.core.importing.ports import Home, Importer
from improve.core.messages import LazyText, _l, _ln
from improve.core.spreadsheets import Table, UnreadableFile
from improve.surveys import queries
from improve.surveys.importing.found import UnreadableSurvey
from improve.surveys.importing.limesurvey_archive import answers_in, is_archive
from improve.surveys.importing.responses import Reader, fields_of, marks_partial
from improve.surveys.importing.taking import Taking
from improve.surveys.models import Survey
from improve.surveys.policy import Permission
from improve.surveys.queries.surveys import company_today
from improve.surveys.values.questions import specs_of
from improve.web.i18n import default_time_zone

CODE = "responses"
DRAFT = _l(
    "This survey is a draft. Answers fix what it asks: it is published and closed at once, since it was asked elsewhere."
)
# What others keep of a person and a device: nothing of it comes in.
PRIVATE = frozenset(("token", "ipaddr", "refurl", "seed", "startdate", "datestamp"))


def code_for(survey: Survey) -> str:
    """The code under which the page of imports knows the answers to a survey."""
    return f"{CODE}-{survey.id}"


def family(code: str) -> Importer | None:
    """The importer of such a code; None when it is no such code, or the survey is gone."""
    stem, _dash, number = code.rpartition("-")
    if stem != CODE or not (number.isascii() and number.isdigit()) or int(number[:20]) > LARGEST_ID:
        return None
    survey = db.session.get(Survey, int(number))
    return None if survey is None else importer_of(survey)


def importer_of(survey: Survey) -> Importer:
    """The importer into a survey before its file is known: the page offers it, each file gets one of its own."""
    empty = Table(header=(), rows=[])
    is_draft = queries.published_version(survey) is None
    return replace(
        importer_into(survey, Taking(survey.id), empty),
        warning=DRAFT if is_draft else None,
        for_table=lambda own: importer_into(survey, Taking(survey.id), own),
    )


def importer_into(survey: Survey, taking: Taking, table: Table) -> Importer:
    """What the engine needs to bring in a table of answers to this survey: its questions are the fields."""
    version = queries.published_version(survey) or queries.draft_version(survey)
    specs = specs_of(version.questions) if version is not None else ()
    reader = Reader(
        specs,
        ZoneInfo(default_time_zone()),
        marks_partial=marks_partial(table.header),
        today=company_today(),
    )
    fields = fields_of(specs)

    def remarks() -> Sequence[LazyText]:
        if not taking.partial:
            return ()
        return (
            _ln(
                "%(n)s row was begun and never sent in; it is counted apart.",
                "%(n)s rows were begun and never sent in; they are counted apart.",
                taking.partial,
            ),
        )

    return Importer(
        code=code_for(survey),
        label=_l("Answers to a survey"),
        line=_l(
            "A table with a row for each filled-in form, or the archive (.lsa) of LimeSurvey. Who answered and from "
            "where is not stored."
        ),
        permission=Permission.MANAGE,
        fields=fields,
        parse=reader.parse,
        apply=taking.apply,
        needs=tuple(item.name for item in fields[4:]),
        recognize=table_of,
        subject=survey,
        saved_as=CODE,
        home=Home(survey.title, "surveys.show", {"survey_id": survey.id}),
        left_out=why,
        remarks=remarks,
        file_types=(".lsa",),
    )


def table_of(content: bytes) -> Table | None:
    """The answers in an archive of LimeSurvey; None for any other file."""
    if not is_archive(content):
        return None
    try:
        return answers_in(content)
    except UnreadableSurvey as error:
        raise UnreadableFile("archive", str(error), why=str(error)) from error


def why(heading: str) -> LazyText:
    """Why a column stays behind."""
    name = heading.lower()
    if name in PRIVATE:
        return _l("It says who answered or from where; that is not stored.")
    if name.endswith("time"):
        return _l("How long people took is not stored.")
    return no_field(heading)
