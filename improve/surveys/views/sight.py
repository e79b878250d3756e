"""What of a survey's answers a page looks at: the filter that all pages of results share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import request
from werkzeug.exceptions import NotFound

from improve.core.periods import PeriodKind, between, start_of
from improve.surveys.models import Survey
from improve.surveys.policy import may_read_results
from improve.surveys.queries.report import field_time, published_specs, usual_period
from improve.surveys.segments.queries import Segment, saved_for, segments_of
from improve.surveys.segments.scope import Scope
from improve.surveys.segments.split import Span
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import Spec
from improve.surveys.views.figures import period_name
from improve.surveys.views.overview import visible_or_404
from improve.web.access import current_actor

PERIODS = {"week": PeriodKind.WEEK, "month": PeriodKind.MONTH}


@dataclass(frozen=True)
class Sight:
    """A survey, by which periods it is looked at, its segments, and what the address asks for."""

    survey: Survey
    by: PeriodKind
    specs: list[Spec]
    segments: list[Segment]
    starts: list[date]
    scope: Scope
    # Of the first and of the last answer.
    days: tuple[date | None, date | None] = (None, None)

    @property
    def leading(self) -> Spec | None:
        return next((spec for spec in self.specs if spec.is_score), None)

    @property
    def is_narrowed(self) -> bool:
        return self.scope.segment is not None or self.scope.span is not None

    def segment(self, code: str | None) -> Segment | None:
        """The segment of that code."""
        return next((one for one in self.segments if one.code == code), None)

    @property
    def split_by(self) -> Segment | None:
        """By what the address splits; else by the first there is."""
        chosen = self.segment(request.args.get("split"))
        return chosen or next(iter(self.plain), None)

    @property
    def plain(self) -> list[Segment]:
        """The segments that divide the answers, without the saved ones."""
        return [one for one in self.segments if one.saved_id is None]

    @property
    def saved(self) -> list[Segment]:
        """The saved segments that may be shown."""
        return [one for one in self.segments if one.saved_id is not None and one.values]

    def word(self, segment: tuple[str, str]) -> str:
        """What a value of a segment is called."""
        found = self.segment(segment[0])
        return found.word(segment[1]) if found is not None else segment[1]

    def span_name(self, span: Span | None) -> str:
        """A run of periods in words."""
        if span is None:
            return ""
        first, last = (period_name(self.by, start) for start in span)
        return first if span[0] == span[1] else f"{first} – {last}"

    def read_segment(self, text: str) -> tuple[str, str] | None:
        """The segment that an address names, if it may be shown."""
        code, _colon, value = text.partition(":")
        found = self.segment(code)
        return (code, value) if found is not None and value in found.values else None

    def read_span(self, first: str, last: str) -> Span | None:
        """The run of periods that an address names; None for all time."""
        if not self.starts:
            return None
        start, end = self.read_period(first) or self.starts[0], self.read_period(last) or self.starts[-1]
        span = (min(start, end), max(start, end))
        return None if span == (self.starts[0], self.starts[-1]) else span

    def read_period(self, text: str) -> date | None:
        """The period of a day, if there are answers around it."""
        try:
            start = start_of(self.by, date.fromisoformat(text))
        except (ValueError, OverflowError):
            return None
        return start if start in self.starts else None


def sight_of(survey: Survey) -> Sight:
    """What the present address looks at."""
    first, last = field_time(survey.id)
    by = PERIODS.get(request.args.get("by", "")) or usual_period(first, last)
    specs = published_specs(survey)
    starts = between(by, start_of(by, first), start_of(by, last)) if first and last else []
    actor = current_actor()
    saved = saved_for(survey.id, actor.actor_id) if may_read_results(actor, survey) else ()
    plain = Sight(survey, by, specs, segments_of(survey, specs, saved), starts, Scope(by))
    args = request.args
    scope = Scope(
        by,
        plain.read_segment(args.get("segment", "")),
        plain.read_span(args.get("since", ""), args.get("until", "")),
    )
    return Sight(survey, by, specs, plain.segments, starts, scope, (first, last))


def full_sight_or_404(survey_id: int) -> Sight:
    """The same for pages that only those see who read single answers."""
    survey = visible_or_404(survey_id)
    if not may_read_results(current_actor(), survey):
        raise NotFound
    return sight_of(survey)


def kind_of(sight: Sight) -> Kind:
    """The kind of the leading score; pages about a score are missing without one."""
    if sight.leading is None:
        raise NotFound
    return sight.leading.kind
