"""The API of surveys: an answer without an account, and the results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from flask import request

from improve.core.db import db, transaction
from improve.core.errors import Missing
from improve.core.messages import _l
from improve.core.periods import PeriodKind, code
from improve.core.values import Line, OneOf, Pairs
from improve.surveys import queries, service
from improve.surveys.intents.queries import clicks_of
from improve.surveys.limits import HOUR, answer_limit
from improve.surveys.models import Survey
from improve.surveys.policy import Permission
from improve.surveys.queries.report import ScoreResult, TrendPoint, results_of
from improve.surveys.queries.surveys import is_public_id
from improve.surveys.rules.scores import Score
from improve.surveys.values.kinds import Group, Kind
from improve.web.access import current_actor, found_or_404
from improve.web.i18n import default_language, language_of
from improve.web.rest import Answer, Api, TooMany

api = Api("surveys")


@dataclass(frozen=True)
class Filled:
    """A filled-in form: question codes with their values, and the language it was asked in."""

    answers: Annotated[dict[str, Any], Pairs()]
    language: Annotated[str | None, Line(35)] = None


@dataclass
class Received:
    """The answer's key; nothing else is known of who gave it."""

    id: str


@dataclass(frozen=True)
class ResultQuery:
    """By which periods the trend is told."""

    by: Annotated[str | None, OneOf(("week", "month"))] = None


@dataclass
class TrendItem:
    """A period; n and score are null where they are hidden (fewer than five answers)."""

    period: str
    n: int | None
    score: float | None
    low: float | None
    high: float | None


@dataclass
class QuestionResult:
    """A score question. NPS: promoters, passives, detractors; CSAT: top; CES: mean, and share_5_to_7 (0 to 1) with
    the same in percent."""

    question: str
    kind: str
    n: int | None
    score: float | None
    low: float | None
    high: float | None
    trend: list[TrendItem]
    se: float | None = None
    promoters: int | None = None
    passives: int | None = None
    detractors: int | None = None
    top: int | None = None
    mean: float | None = None
    share_5_to_7: float | None = None
    pct_5_to_7: float | None = None


@dataclass
class ScoreWithClicks:
    """The leading score with clicks counted as if they were answers; `clicks` of its `n` are clicks."""

    score: float | None
    low: float | None
    high: float | None
    n: int
    clicks: int


@dataclass
class ClickedScores:
    """Who clicked a score in a mail and did not send it, and how many of them look like people; null is hidden.

    `with_clicks` only where the survey's owner shows it.
    """

    not_sent: int | None
    people: int | None
    with_clicks: ScoreWithClicks | None


@dataclass
class Results:
    """The results of a survey. The leading score question's figures stand at the top as well."""

    id: int
    responses: int | None
    by: str
    n: int | None
    score: float | None
    se: float | None
    low: float | None
    high: float | None
    trend: list[TrendItem]
    questions: list[QuestionResult]
    promoters: int | None = None
    passives: int | None = None
    detractors: int | None = None
    top: int | None = None
    mean: float | None = None
    share_5_to_7: float | None = None
    pct_5_to_7: float | None = None
    clicks: ClickedScores | None = None


@api.operation(
    "POST",
    "/surveys/<public_id>/responses",
    summary=_l("Answer a survey"),
    public_because="customers answer without an account",
    body=Filled,
    answer=Received,
    status=201,
)
def respond(public_id: str, body: Filled) -> Answer:
    found = queries.by_public_id(public_id)
    if found is None or found[1] is None:
        raise Missing()
    survey, version = found
    if not answer_limit().allows(request.remote_addr, survey.public_id):
        raise TooMany(_l("Very many answers came from your network within the last hour."), HOUR)
    language = language_of(body.language or "") or default_language()
    with transaction():
        key = service.answer(survey, body.answers, language, version=version).key
    return Answer({"id": key})


@api.operation(
    "GET",
    "/surveys/<survey_id>/results",
    summary=_l("Scores of a survey with their intervals and trend"),
    permission=Permission.READ_RESULTS,
    query=ResultQuery,
    answer=Results,
)
def results(survey_id: str, query: ResultQuery) -> dict[str, Any]:
    survey = _readable(survey_id)
    report = results_of(survey, PeriodKind(query.by) if query.by else None)
    questions = [_question(found, report.by) for found in report.scores]
    head = questions[0] if questions else {"n": None, **_figures(None), "trend": []}
    return {
        **{name: value for name, value in head.items() if name not in ("question", "kind")},
        "id": survey.id,
        "responses": report.responses,
        "by": str(report.by),
        "questions": questions,
        "clicks": _clicks(survey, report.leading),
    }


def _clicks(survey: Survey, leading: ScoreResult | None) -> dict[str, Any] | None:
    """What was clicked in mails and not sent; never part of the figures above."""
    found = clicks_of(survey, leading.score if leading else None)
    if found is None:
        return None
    both = found.together
    return {
        "not_sent": found.not_sent,
        "people": found.human,
        "with_clicks": {
            "score": both.score.value,
            "low": both.score.low,
            "high": both.score.high,
            "n": both.score.n,
            "clicks": both.clicks,
        }
        if both
        else None,
    }


def _readable(survey_id: str) -> Survey:
    """The survey of that number or public id, if the actor may read its results."""
    statement = queries.with_results_for(current_actor())
    if survey_id.isascii() and survey_id.isdigit() and len(survey_id) <= 10 and int(survey_id) < 2**31:
        statement = statement.where(Survey.id == int(survey_id))
    elif is_public_id(survey_id):
        statement = statement.where(Survey.public_id == survey_id.lower())
    else:
        raise Missing()
    survey: Survey = found_or_404(db.session.scalar(statement))
    return survey


def _question(found: ScoreResult, by: PeriodKind) -> dict[str, Any]:
    """The object of `analyze nps` (csat, ces) with the trend."""
    return {
        "question": found.spec.code,
        "kind": str(found.spec.kind),
        "n": found.n,
        **_figures(found.score),
        **_counts(found),
        "trend": [_point(point, by) for point in found.trend],
    }


def _figures(score: Score | None) -> dict[str, Any]:
    if score is None:
        return {"score": None, "se": None, "low": None, "high": None}
    return {"score": score.value, "se": score.se, "low": score.low, "high": score.high}


def _counts(found: ScoreResult) -> dict[str, Any]:
    """The groups behind the score; null where the page hides them, too."""
    score, kind = found.score, found.spec.kind
    shown = found.distribution.groups if found.distribution is not None else dict.fromkeys(Group)
    if kind is Kind.NPS:
        names = {"promoters": Group.HIGH, "passives": Group.MIDDLE, "detractors": Group.LOW}
        return {name: shown[group] for name, group in names.items()}
    mean, high = score.mean if score else None, shown[Group.HIGH]
    if kind is Kind.CSAT:
        return {"top": high, "mean": mean}
    share = high / score.n if score and high is not None else None
    return {"mean": mean, "share_5_to_7": share, "pct_5_to_7": None if share is None else 100 * share}


def _point(point: TrendPoint, by: PeriodKind) -> dict[str, Any]:
    figures = _figures(point.score)
    figures.pop("se")
    return {"period": code(by, point.start), "n": point.n, **figures}
