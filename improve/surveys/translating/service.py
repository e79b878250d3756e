"""Taking a translation sheet."""

from __future__ import annotations

from improve.core.events import publish
from improve.core.policy import Actor, authorize
from improve.core.spreadsheets import Table
from improve.surveys.events import SurveyChanged
from improve.surveys.models import Survey
from improve.surveys.policy import Permission
from improve.surveys.queries.surveys import draft_version, texts_of, thanks_by_group
from improve.surveys.rules.standing import check_being_written
from improve.surveys.service.settings import write
from improve.surveys.translating import sheet
from improve.surveys.translating.sheet import Taken
from improve.surveys.values.questions import spec_of


def take(survey: Survey, table: Table, *, by: Actor) -> Taken:
    """Put the texts of a sheet into the wording that is being written; what is wrong in it is left out and told.

    Raises `FieldError` for a file that is no such sheet, `Refused` where the wording is published.
    """
    authorize(by, Permission.MANAGE, survey)
    version = draft_version(survey)
    check_being_written(version is not None)
    assert version is not None  # noqa: S101  (checked by the rule above)
    taken = sheet.read(table, texts_of(survey, version), version.languages)
    for row in version.questions:
        write(row, sheet.rewritten(spec_of(row), taken.texts))
    survey.title = sheet.own_text("title", survey.title, taken.texts) or survey.title
    version.intro = sheet.own_text("intro", version.intro, taken.texts)
    version.privacy = sheet.own_text("privacy", version.privacy, taken.texts)
    version.thanks = sheet.own_text("thanks", version.thanks, taken.texts)
    version.thanks_by_group = sheet.thanks(thanks_by_group(version), taken.texts)
    publish(SurveyChanged(actor_id=by.actor_id, subject_id=survey.id, changed=("texts",)))
    return taken
