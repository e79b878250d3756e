"""Deciding: prepared one by one, published all at once."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from improve.accounts.queries import actor_of
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Forbidden, Invalid, Missing
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import SYSTEM, Actor, allows, authorize
from improve.reviews import store
from improve.reviews.days import company_today
from improve.reviews.events import DecisionPrepared, RoundPublished
from improve.reviews.models import Decision, Round, RoundItem
from improve.reviews.policy import Permission
from improve.reviews.queries import decisions_of, is_clear, unanswered_in, undecided_in
from improve.reviews.rules import lifecycle
from improve.reviews.service.rounds import store_results
from improve.reviews.service.voting import check_no_vote
from improve.reviews.values import CARRIED_OUT, DecisionData, Outcome, State
from improve.suggestions import service as suggestions
from improve.suggestions.models import Suggestion
from improve.suggestions.values import Outcome as Answer
from improve.suggestions.values import Status


def decide(item: RoundItem, data: DecisionData, *, by: Actor) -> None:
    """Prepare the decision on an idea; a different one supersedes it and none is lost. Nobody outside knows yet.

    The chair decides, or an administrator; never with a conflict.
    """
    authorize(by, Permission.DECIDE, item)
    if not is_clear(by, item.suggestion_id):
        raise Missing()
    held = item.round
    store.lock_round(held)
    lifecycle.check_deciding(held.phase)
    data = _settled(item, data)
    before = decisions_of([item.id]).get(item.id)
    if before is not None and told(before) == told(data):
        return
    now = clock.now()
    store.supersede_decision(item.id, now)
    db.session.add(
        Decision(
            item_id=item.id,
            outcome=data.outcome,
            reason=data.reason,
            revise_by=data.revise_by,
            expected_effect=data.expected_effect,
            probability=data.probability,
            decided_by_id=by.actor_id,
            decided_at=now,
        )
    )
    db.session.flush()
    held.state = lifecycle.after_decision(undecided_in(held.id))
    publish(DecisionPrepared(actor_id=by.actor_id, subject_id=item.id))


def told(made: Decision | DecisionData) -> tuple[object, ...]:
    """Everything that a decision says."""
    return made.outcome, made.reason, made.revise_by, made.expected_effect, made.probability


def _settled(item: RoundItem, data: DecisionData) -> DecisionData:
    """The decision with what belongs to its outcome, and nothing else; `Invalid` where that is missing."""
    outcome = Outcome(data.outcome)
    if outcome is Outcome.REVISE and data.revise_by is None:
        raise Invalid.field("revise_by", _l("Say until when the author should come back."))
    if outcome is Outcome.REVISE and data.revise_by is not None and data.revise_by < company_today():
        raise Invalid.field("revise_by", _l("This day is over. Choose a later one."))
    if outcome is Outcome.LOCAL and suggestions.local_lead_of(item.suggestion) is None:
        raise Invalid.field("outcome", _l("No lead is named for this place or above it."))
    carried_out = outcome in CARRIED_OUT
    return replace(
        data,
        revise_by=data.revise_by if outcome is Outcome.REVISE else None,
        expected_effect=data.expected_effect if carried_out else "",
        probability=data.probability if carried_out else None,
    )


def publish_round(held: Round, *, by: Actor) -> None:
    """Tell every author at once. Each answer carries the name of the one who decided it."""
    if not (allows(by, Permission.DECIDE, held) or allows(by, Permission.MANAGE, held)):
        raise Forbidden(_l("Only the chair or whoever looks after the round can publish it."))
    store.lock_round(held)
    lifecycle.check_deciding(held.phase)
    lifecycle.check_complete(undecided_in(held.id))
    check_no_vote(held)
    lifecycle.check_step(held.phase, State.PUBLISHED)
    lifecycle.check_heard(held.responses_until, company_today(), len(unanswered_in(held.id)))
    store_results(held)
    items = db.session.scalars(
        select(RoundItem)
        .options(joinedload(RoundItem.suggestion))
        .where(RoundItem.round_id == held.id)
        .order_by(RoundItem.suggestion_id)
    ).all()
    decisions = decisions_of(item.id for item in items)
    deciders: dict[int | None, Actor] = {None: SYSTEM}
    for item in items:
        decision = decisions.get(item.id)
        if decision is None or item.suggestion.state is not Status.IN_REVIEW:
            continue  # withdrawn by its author in the meantime
        if decision.decided_by is not None and decision.decided_by_id not in deciders:
            deciders[decision.decided_by_id] = actor_of(decision.decided_by)
        _answer(item.suggestion, decision, deciders[decision.decided_by_id])
    held.state = State.PUBLISHED
    held.published_at = clock.now()
    held.published_by_id = by.actor_id
    publish(RoundPublished(actor_id=by.actor_id, subject_id=held.id))


def _answer(suggestion: Suggestion, decision: Decision, by: Actor) -> None:
    """What the decision means for the idea: answered, or waiting again with the reason in its history."""
    if decision.verdict is Outcome.ACCEPT:
        suggestions.decide(suggestion, Answer.ACCEPTED, decision.reason, by=by)
    elif decision.verdict is Outcome.DECLINE:
        suggestions.decide(suggestion, Answer.DECLINED, decision.reason, by=by)
    elif decision.verdict is Outcome.LOCAL and suggestions.local_lead_of(suggestion) is not None:
        suggestions.send_to_local_lead(suggestion, decision.reason, by=by)
    else:
        suggestions.end_review(suggestion, by=by, reason=decision.reason)
