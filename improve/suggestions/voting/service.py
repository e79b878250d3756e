"""Use cases of voting rules."""

from __future__ import annotations

from dataclasses import asdict, fields

from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.core.events import publish
from improve.core.policy import COMPANY, SYSTEM, Actor, authorize
from improve.suggestions.calendar import company_day
from improve.suggestions.models import Category, Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.values import VotingData
from improve.suggestions.voting import rules, store
from improve.suggestions.voting.events import HiddenCountsShown, VotingRuleChanged
from improve.suggestions.voting.models import VotingRule
from improve.suggestions.voting.queries import due_for_count, rule_of

AT_ONCE = 500


def change_rule(category: Category, data: VotingData, *, by: Actor) -> None:
    """Say how one votes in a category. Ballots already cast stay; hidden counts stay hidden as promised."""
    authorize(by, Permission.MANAGE_CATEGORIES, COMPANY)
    db.session.refresh(category, with_for_update=True)
    today = company_day(clock.now())
    before = rule_of(category.id)
    rules.check_rule(data, before, today)
    changed = tuple(f.name for f in fields(data) if getattr(before, f.name) != getattr(data, f.name))
    if not changed:
        return
    row = db.session.get(VotingRule, category.id)
    if row is None:
        row = VotingRule(category_id=category.id)
        db.session.add(row)
    for name, value in asdict(data).items():
        setattr(row, name, value)
    db.session.flush()
    until = rules.hidden_until(data, today)
    if until is not None:
        store.hide(category.id, until)
    publish(VotingRuleChanged(actor_id=by.actor_id, subject_id=category.id, changed=changed))


def show_due_counts() -> int:
    """Count the hidden ballots whose last day is over, and show the counts; how many ideas. Commit after each call."""
    today = company_day(clock.now())
    ids = db.session.scalars(due_for_count(today).limit(AT_ONCE)).all()
    if not ids:
        return 0
    categories = db.session.scalars(
        select(Suggestion.category_id)
        .where(Suggestion.id.in_(ids), Suggestion.category_id.is_not(None))
        .distinct()
    ).all()
    store.count_anew(ids, publish=True)
    for category_id in sorted(c for c in categories if c is not None):
        publish(HiddenCountsShown(actor_id=SYSTEM.actor_id, subject_id=category_id))
    return len(ids)
