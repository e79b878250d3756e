"""What surveys put on the start page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flask import url_for
from sqlalchemy import and_, or_

from improve.core.db import db
from improve.core.messages import _l, _ln
from improve.core.panels import Figure, Waiting
from improve.core.periods import PeriodKind, last_day
from improve.core.policy import Actor
from improve.surveys import queries
from improve.surveys.alerts.queries import unseen_counts
from improve.surveys.models import Status, Survey
from improve.surveys.rules import disclosure
from improve.surveys.rules.scores import FEWEST_TO_COMPARE, Score, total
from improve.surveys.rules.standing import CLOSING_SOON_DAYS
from improve.surveys.values.kinds import Kind
from improve.surveys.views.figures import period_name, value

MOST = 5
MOST_OWNED = 50


def waiting(actor: Actor) -> Iterator[Waiting]:
    """Drafts that nobody can answer yet, and surveys that end soon, for their owner."""
    today = queries.company_today()
    soon = and_(
        Survey.status == Status.PUBLISHED,
        Survey.closes_on >= today,
        Survey.closes_on <= today + timedelta(days=CLOSING_SOON_DAYS),
    )
    found = db.session.scalars(
        queries.managed_by(actor)
        .where(Survey.owner_id == actor.actor_id, or_(Survey.status == Status.DRAFT, soon))
        .order_by(Survey.closes_on, Survey.id)
        .limit(MOST)
    ).all()
    heads = queries.headlines(found)
    for survey in found:
        if survey.status == Status.DRAFT:
            yield Waiting(
                title=_l("Survey “%(title)s” is not published yet", title=survey.title),
                context=_l("A draft: nobody can answer it"),
                href=url_for("surveys.show", survey_id=survey.id),
                action=_l("Finish it"),
                order=60,
            )
        else:
            amount = heads[survey.id].responses
            yield Waiting(
                title=_l("Survey “%(title)s” closes soon", title=survey.title),
                context=_ln("%(n)s answer so far", "%(n)s answers so far", amount),
                href=url_for("surveys.results", survey_id=survey.id),
                action=_l("See the results"),
                due=survey.closes_on,
                order=55,
            )


def to_look_at(actor: Actor) -> Iterator[Waiting]:
    """Answers that the owner of a survey has not looked at yet."""
    found = db.session.scalars(
        queries.managed_by(actor)
        .where(Survey.owner_id == actor.actor_id, Survey.status != Status.DRAFT)
        .order_by(Survey.id.desc())
        .limit(MOST_OWNED)
    ).all()
    counts = unseen_counts(survey.id for survey in found) if found else {}
    for survey in found:
        if survey.id in counts:
            yield Waiting(
                title=_ln(
                    "%(n)s answer to “%(title)s” to look at",
                    "%(n)s answers to “%(title)s” to look at",
                    counts[survey.id],
                    title=survey.title,
                ),
                context=_l("Low scores, keywords, wishes to be contacted"),
                href=url_for("surveys.alerts", survey_id=survey.id),
                action=_l("Look at them"),
                order=45,
            )


def achieved(actor: Actor) -> Iterator[Figure]:
    """How customers see the company: the score of the last finished month that has enough answers, from the
    newest company-wide recommendation survey whose score this person may see."""
    surveys = db.session.scalars(
        queries.visible_to(actor)
        .where(Survey.unit_id.is_(None), Survey.published_at.is_not(None))
        .order_by(Survey.published_at.desc(), Survey.id.desc())
        .limit(MOST)
    ).all()
    for survey in surveys:
        found = _latest(survey)
        if found is not None:
            score, when = found
            yield Figure(
                value=value(score.kind, score.value),
                sentence=_l(
                    "Net Promoter Score, %(when)s: between %(low)s and %(high)s with %(n)s answers",
                    when=when,
                    low=value(score.kind, score.low),
                    high=value(score.kind, score.high),
                    n=score.n,
                ),
                small=str(survey.title),
                order=70,
            )
            return


def _latest(survey: Survey) -> tuple[Score, str] | None:
    """The last finished month with enough answers to compare and its name, else all answers if there are
    enough to show."""
    spec = next((s for s in queries.score_questions(survey.id) if s.kind is Kind.NPS), None)
    if spec is None:
        return None
    months = queries.series(survey.id, spec.code, spec.kind, PeriodKind.MONTH)
    today = queries.company_today()
    for start, score in reversed(months):
        if last_day(PeriodKind.MONTH, start) < today and score.n >= FEWEST_TO_COMPARE:
            return score, period_name(PeriodKind.MONTH, start)
    whole = total([score for _start, score in months])
    if whole is None or not disclosure.enough(whole.n):
        return None
    return whole, str(_l("all answers"))
