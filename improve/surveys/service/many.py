"""Storing forms that were checked already, many at a time."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import date

from improve.surveys import store
from improve.surveys.models import Survey, Version
from improve.surveys.segments.chosen import splitting_held
from improve.surveys.segments.rules import SegmentKey, crossed
from improve.surveys.values.kinds import RESPONSES
from improve.surveys.values.questions import specs_of

Form = tuple[str, Sequence[tuple[str, str, str | None]]]
"""The language, and (question's code, value, text) of each answer as `models.Answer` holds them."""


def keep_forms(survey: Survey, version: Version, day: date, forms: Sequence[Form]) -> None:
    """Store the forms of a day with their counts. Nobody is told, nothing is published."""
    split = splitting_held(survey.id, specs_of(version.questions))
    counts: Counter[tuple[date, str, str]] = Counter()
    by_segment: Counter[tuple[date, SegmentKey]] = Counter()
    responses, answers = [], []
    for language, given in forms:
        key = secrets.randbits(62)
        common = {"survey_id": survey.id, "day": day}
        responses.append({**common, "id": key, "version_id": version.id, "language": language})
        answers += [
            {**common, "response_id": key, "question_code": code, "value": value, "text": text}
            for code, value, text in given
        ]
        keys = [(RESPONSES, language), *((code, value) for code, value, _text in given)]
        counts.update((day, *one) for one in keys)
        by_segment.update((day, one) for one in crossed(split, keys))
    store.insert_responses(responses)
    store.insert_answers(answers)
    store.add_counts(survey.id, version.id, counts, by_segment)
