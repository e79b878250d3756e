"""Saying which of two ideas is better, and taking that back."""

from __future__ import annotations

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.suggestions.calendar import company_day
from improve.suggestions.comparing import rules, store
from improve.suggestions.comparing.events import ComparisonTakenBack, IdeasCompared
from improve.suggestions.comparing.queries import last_of, taking_part
from improve.suggestions.comparing.values import SAID, Better, Judged
from improve.suggestions.models import Category, Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.voting.queries import rule_of


def judge(category: Category, judged: Judged, *, by: Actor) -> None:
    """Say which of two ideas is better; a second answer about the same two replaces the first."""
    authorize(by, Permission.VOTE)
    _check_open(category)
    asked = (judged.first, judged.second)
    found = set(
        db.session.scalars(
            taking_part(by, category.id).with_only_columns(Suggestion.id).where(Suggestion.id.in_(asked))
        )
    )
    if len(found) < 2:
        raise Refused(_l("One of these two ideas is no longer compared. Here are two others."))
    said = SAID[Better(judged.better)]
    if judged.first > judged.second:
        said = -said
    if store.keep(category.id, by.person_id, (min(asked), max(asked)), said, clock.now()):
        publish(IdeasCompared(actor_id=None, subject_id=category.id))


def take_back(category: Category, *, by: Actor) -> bool:
    """Take one's last answer back; was there one?"""
    authorize(by, Permission.VOTE)
    _check_open(category)
    last = last_of(by.person_id, category.id)
    if last is None:
        return False
    db.session.delete(last)
    db.session.flush()
    publish(ComparisonTakenBack(actor_id=None, subject_id=category.id))
    return True


def _check_open(category: Category) -> None:
    rules.check_open(category.is_compared, rule_of(category.id), company_day(clock.now()))
