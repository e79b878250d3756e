"""Counts by segment out of their roll-up: exact, and independent of the number of answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from improve.core.db import db, rows
from improve.core.messages import LazyText, _l, _pl
from improve.core.periods import PeriodKind, start_of
from improve.core.rereading import read_once
from improve.surveys.languages import own_name
from improve.surveys.models import Answer, Response, Survey
from improve.surveys.queries.results import counts_by_period, on_scale
from improve.surveys.rules import disclosure
from improve.surveys.segments.lining import Lining, spans_by_value
from improve.surveys.segments.membership import is_in
from improve.surveys.segments.models import SavedSegment, SegmentRollup
from improve.surveys.segments.rules import CONTACT, IN, LANGUAGE, saved_code, saved_number, splitting
from improve.surveys.segments.split import MOST_VALUES, REST, Split, split_of
from improve.surveys.values.kinds import NO, NOT_SURE, OTHER, RESPONSES, YES, Kind
from improve.surveys.values.questions import Spec

WORDS: dict[str, LazyText] = {
    YES: _pl("answer", "Yes"),
    NO: _pl("answer", "No"),
    OTHER: _pl("choice", "Other"),
    NOT_SURE: _l("Cannot say"),
}


@dataclass(frozen=True)
class Segment:
    """A question that splits the results, and its values that may be shown with how many forms have them."""

    code: str
    name: str
    values: Mapping[str, int]
    spec: Spec | None = field(default=None, compare=False)
    # Of a saved segment, which has the one value `IN`.
    saved_id: int | None = None

    def word(self, value: str) -> str:
        """What a value is called."""
        if self.saved_id is not None:
            return self.name
        if self.code == LANGUAGE:
            return own_name(value)
        choice = self.spec.choice(value) if self.spec is not None else None
        if choice is not None:
            return str(choice.text)
        listed = self.spec is not None and self.spec.kind is not Kind.HIDDEN
        return str(WORDS.get(value, value)) if listed else value


Part = tuple[str, str]
"""A segment's code and value."""


def values_of_surveys(survey_ids: Sequence[int]) -> dict[int, list[Part]]:
    """The segments of each survey that may be shown, most forms first, of the saved ones those that are shared; two
    statements."""
    out = {}
    shared = shared_names(survey_ids)
    for survey_id, found in _forms(survey_ids).items():
        responses = sum(found[LANGUAGE].values())
        shown = {
            (code, value): n
            for code, values in found.items()
            if (len(values) > 1 or code != LANGUAGE) and (saved_number(code) is None or code in shared)
            for value, n in _shown(values, responses).items()
        }
        out[survey_id] = sorted(shown, key=lambda part: (-shown[part], part))
    return out


_FORMS = (
    select(
        SegmentRollup.survey_id,
        SegmentRollup.segment_code,
        SegmentRollup.segment_value,
        func.sum(SegmentRollup.count),
    )
    .where(
        SegmentRollup.survey_id.in_(bindparam("survey_ids", expanding=True)),
        SegmentRollup.question_code == RESPONSES,
    )
    .group_by(SegmentRollup.survey_id, SegmentRollup.segment_code, SegmentRollup.segment_value)
)


def _forms(survey_ids: Sequence[int]) -> dict[int, defaultdict[str, Counter[str]]]:
    """How many forms there are by survey, segment and value."""
    out: dict[int, defaultdict[str, Counter[str]]] = {}
    for survey_id, code, value, count in rows(_FORMS, {"survey_ids": tuple(survey_ids)}):
        out.setdefault(survey_id, defaultdict(Counter))[code][value] = int(count)
    return out


def shared_names(survey_ids: Sequence[int]) -> dict[str, str]:
    """The names of the saved segments that all readers of these surveys see, by their codes."""
    rows = db.session.execute(
        select(SavedSegment.id, SavedSegment.name).where(
            SavedSegment.survey_id.in_(survey_ids),
            SavedSegment.is_shared,
            SavedSegment.retired_at.is_(None),
        )
    )
    return {saved_code(number): name for number, name in rows}


def saved_for(survey_id: int, person_id: int | None) -> Sequence[SavedSegment]:
    """The saved segments that somebody sees who reads the results: shared ones and their own."""
    return db.session.scalars(
        select(SavedSegment)
        .where(SavedSegment.survey_id == survey_id, SavedSegment.retired_at.is_(None))
        .where(or_(SavedSegment.is_shared, SavedSegment.owner_id == person_id))
        .options(joinedload(SavedSegment.owner))
        .order_by(SavedSegment.name, SavedSegment.id)
    ).all()


def segments_of(survey: Survey, specs: Sequence[Spec], saved: Sequence[SavedSegment] = ()) -> list[Segment]:
    """What the results of a survey can be split by: its questions, attributes of contacts, the language, and then
    each of the `saved`, one statement."""
    found = _forms([survey.id]).get(survey.id, defaultdict(Counter))
    # Every form has a language.
    responses = sum(found[LANGUAGE].values())
    asked = {spec.code: spec for spec in specs}
    of_contacts = sorted(code for code in found if code.startswith(CONTACT))
    codes = [*(code for code in splitting(specs).codes if code in found), *of_contacts, LANGUAGE]
    out = []
    for code in codes:
        values = _shown(found.get(code, Counter()), responses)
        if values and (len(found[code]) > 1 or code != LANGUAGE):
            spec = asked.get(code)
            out.append(Segment(code, _name(code, spec), values, spec))
    for row in saved:
        values = _shown(found.get(saved_code(row.id), Counter()), responses)
        out.append(Segment(saved_code(row.id), row.name, values, saved_id=row.id))
    return out


def _name(code: str, spec: Spec | None) -> str:
    if code.startswith(CONTACT):
        return str(_l("Contact: %(name)s", name=code.removeprefix(CONTACT)))
    return str(spec.text) if spec is not None else str(_l("Language"))


def _shown(values: Counter[str], responses: int) -> dict[str, int]:
    kept = dict(values.most_common(MOST_VALUES))
    rest = responses - sum(kept.values())
    open_ = {value for _row, value in disclosure.open_cells({"all": {**kept, REST: rest}})}
    return {value: n for value, n in kept.items() if value in open_}


@read_once
def split(survey_id: int, segment_code: str | None, spec: Spec | None, by: PeriodKind) -> Split:
    """The answers to a score question by segment and period, two statements, which other parts of a page need
    not ask again. Without a question it is the forms that are counted, as the number 0; without a segment there are the
    totals only."""
    code = spec.code if spec is not None else RESPONSES
    totals = {}
    for start, counts in counts_by_period(survey_id, code, by).items():
        found = _numbers(spec, counts)
        if found:
            totals[start] = found
    cells = _cells(survey_id, segment_code, spec, by) if segment_code else {}
    days = {day: _sum(found) for day, found in totals.items()} if by is PeriodKind.DAY else None
    of_days = {name: {day: _sum(n) for day, n in found.items()} for name, found in cells.items()}
    lining = Lining(survey_id, segment_code, spec, days, of_days if days is not None else {})
    return split_of(segment_code or "", spec, by, cells, totals, lines=lining.lines)


def _cells(
    survey_id: int, segment_code: str, spec: Spec | None, by: PeriodKind
) -> dict[str, dict[date, Counter[int]]]:
    """Segment's value -> period -> how often each number was answered."""
    code = spec.code if spec is not None else RESPONSES
    out: defaultdict[str, defaultdict[date, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    if by is PeriodKind.DAY:
        for value, day, number, count in _by_day(survey_id, segment_code, code):
            if spec is None or number != NOT_SURE:
                out[value][day][int(number) if spec is not None else 0] += count
    else:
        starts: dict[date, date] = {}
        for value, spans in spans_by_value(survey_id, segment_code, code).items():
            mine = out[value]
            for span, counts in spans.items():
                start = starts.get(span) or starts.setdefault(span, start_of(by, span))
                numbers = mine[start]
                for score, count in _numbers(spec, counts).items():
                    numbers[score] += count
    return {value: {start: n for start, n in found.items() if n} for value, found in out.items()}


def _sum(counts: Mapping[int, int]) -> int:
    return sum(counts.values())


def _numbers(spec: Spec | None, counts: Mapping[str, int]) -> dict[int, int]:
    return on_scale(counts) if spec is not None else {0: sum(counts.values())}


def _by_day(survey_id: int, segment_code: str, code: str) -> Iterator[tuple[str, date, str, int]]:
    """By single days, which the roll-up does not keep: counted from the answers, for a daily metric."""
    mine = select(Answer.day, Answer.value).where(Answer.survey_id == survey_id, Answer.question_code == code)
    if saved_number(segment_code) is not None:
        of_saved = is_in(survey_id, (segment_code, IN), Answer.response_id)
        found = db.session.execute(
            mine.add_columns(func.count()).where(of_saved).group_by(Answer.day, Answer.value)
        )
        yield from ((IN, day, number, int(count)) for day, number, count in found)
        return
    if segment_code == LANGUAGE:
        of: Any = Response.language
        statement = mine.add_columns(of, func.count()).join(Response, Response.id == Answer.response_id)
    else:
        segment = aliased(Answer)
        of = segment.value
        same = and_(segment.response_id == Answer.response_id, segment.question_code == segment_code)
        statement = mine.add_columns(of, func.count()).join(segment, same)
    for day, number, value, count in db.session.execute(statement.group_by(of, Answer.day, Answer.value)):
        yield value, day, number, int(count)
