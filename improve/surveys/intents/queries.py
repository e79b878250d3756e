"""How many clicked a score and did not send it, with the small groups hidden; and the score with their clicks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, select

from improve.core import clock
from improve.core.db import db
from improve.surveys.intents.models import Intent
from improve.surveys.intents.rules import PATIENCE, SOONEST_SECONDS, Opened, counts, looks_human
from improve.surveys.invitations.models import Invitation
from improve.surveys.models import Anonymity, Survey
from improve.surveys.rules import disclosure
from improve.surveys.rules.scores import Score, score
from improve.surveys.values.kinds import SCALES


@dataclass(frozen=True, slots=True)
class WithClicks:
    """The score of answers and clicks together; so many of its `score.n` are clicks."""

    score: Score
    clicks: int


@dataclass(frozen=True, slots=True)
class Clicks:
    """`not_sent` clicked a score and have not answered, `human` of them look like people; both None where hidden.

    `together` only where the owner wants it and enough clicks count.
    """

    not_sent: int | None
    human: int | None
    together: WithClicks | None


def clicks_of(survey: Survey, answered: Score | None) -> Clicks | None:
    """What was clicked in the mails of a survey beside the score that is shown of it; None where nothing was."""
    if survey.anonymity == Anonymity.ANONYMOUS:
        return None
    found = _opened(survey.id)
    n = sum(found.values())
    if not n:
        return None
    if not disclosure.enough(n):
        return Clicks(None, None, None)
    human = sum(number for opened, number in found.items() if looks_human(opened))
    # A group of nobody is about nobody.
    cells = {name: number for name, number in (("human", human), ("others", n - human)) if number}
    return Clicks(
        n,
        disclosure.visible(cells).get("human", 0),
        _together(answered, found) if survey.counts_clicks else None,
    )


def _opened(survey_id: int) -> Counter[Opened]:
    """The unanswered invitations with clicks (an answer deletes them), by what the rules ask of them: a few rows
    however many there are."""
    by_invitation = (
        select(
            case((func.count() == 1, func.min(Intent.score))).label("score"),
            _any(func.min(Intent.seconds) < SOONEST_SECONDS).label("is_soon"),
            func.max(_any(Intent.is_automatic)).label("is_automatic"),
            func.max(_any(Intent.is_burst)).label("is_burst"),
            _any(func.max(Intent.first_at) <= clock.now() - PATIENCE).label("has_waited"),
        )
        .where(Intent.survey_id == survey_id)
        .group_by(Intent.invitation_id)
        .subquery()
    )
    columns = list(by_invitation.c)
    found: Counter[Opened] = Counter()
    for *facts, number in db.session.execute(select(*columns, func.count()).group_by(*columns)):
        found[Opened(facts[0], *map(bool, facts[1:]))] += number
    return found


def _any(condition: Any) -> Any:
    return case((condition, 1), else_=0)


def _together(answered: Score | None, found: Counter[Opened]) -> WithClicks | None:
    """None where the clicks alone are too few: beside the score they could be computed."""
    if answered is None:
        return None
    clicked: Counter[int] = Counter()
    for opened, number in found.items():
        if opened.score in SCALES[answered.kind].numbers and counts(opened):
            clicked[opened.score or 0] += number
    if not disclosure.enough(clicked.total()):
        return None
    return WithClicks(score(answered.kind, Counter(answered.counts) + clicked), clicked.total())


def sent_after_clicking(survey: Survey) -> int | None:
    """How many had clicked a score in a mail and then sent an answer; None where hidden or not known."""
    if survey.anonymity == Anonymity.ANONYMOUS:
        return None
    sent = select(func.count()).where(
        and_(Invitation.survey_id == survey.id, Invitation.clicked, Invitation.completed)
    )
    n = db.session.scalar(sent) or 0
    return n if disclosure.enough(n) else None
