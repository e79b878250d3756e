"""What an author without an account is told: the lines that others hear, on the page of the code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from improve.core.db import db
from improve.core.notices import Subject
from improve.core.panels import NextStep
from improve.core.policy import SYSTEM
from improve.notifications.queries import story_of
from improve.suggestions.hearing.audience import SUGGESTION
from improve.suggestions.hearing.telling import in_short
from improve.suggestions.models import StatusChange, Suggestion
from improve.suggestions.ports import Mark, line_of
from improve.suggestions.values import FINISHED, Status

# Where a story has ended, its last line says so.
ENDED = (*FINISHED, Status.DECLINED, Status.WITHDRAWN, Status.MERGED)
LONGEST = 50


def line_for_author(history: Sequence[StatusChange], step: NextStep, suggestion: Suggestion) -> list[Mark]:
    """Each phase with its reason, up to what the data show and whether it lasts; comments stand elsewhere.

    An idea that came in before stories were kept has its statuses alone.
    """
    plain = line_of(history, step, suggestion)
    about = Subject(SUGGESTION, suggestion.id)
    told = [
        line
        for line in db.session.scalars(story_of(about, SYSTEM).limit(LONGEST))
        if line.source_type is None
    ]
    if not told:
        return plain
    marks = [
        Mark("past", "check-circle-fill", in_short(line.sentence), line.created_at, note=line.detail_plain)
        for line in reversed(told)
    ]
    if suggestion.state in ENDED:
        return marks
    if str(step.word) in {str(mark.word) for mark in marks}:
        marks[-1] = replace(marks[-1], place="now", icon="record-circle")
    else:
        marks.append(Mark("now", "record-circle", step.word))
    return [*marks, *(mark for mark in plain if mark.place == "next")]
