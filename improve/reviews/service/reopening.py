"""Deciding once more after the publication: the earlier decision stays in the record, the author hears the new one."""

from __future__ import annotations

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid, Missing, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.reviews import store
from improve.reviews.events import DecisionChanged
from improve.reviews.models import Decision, RoundItem
from improve.reviews.policy import Permission
from improve.reviews.queries import decisions_of, is_clear
from improve.reviews.rules import lifecycle
from improve.reviews.values import CARRIED_OUT, DecisionData, Outcome
from improve.suggestions import service as suggestions
from improve.suggestions.ports import held_among
from improve.suggestions.values import Outcome as Answer
from improve.suggestions.values import Status

ANSWERS = {Outcome.ACCEPT: Answer.ACCEPTED, Outcome.DECLINE: Answer.DECLINED}
ANSWERED = frozenset({Status.ACCEPTED, Status.DECLINED})
AT_WORK = frozenset({Status.ACCEPTED, Status.IN_PILOT, Status.DONE, Status.SUSTAINED})


def decide_again(item: RoundItem, data: DecisionData, *, by: Actor) -> None:
    """Accept what was declined, or the other way round, in a published round. A project that works on the idea
    stays as it is, and so does where the idea stands; the author is told in both cases.
    """
    authorize(by, Permission.DECIDE, item)
    if not is_clear(by, item.suggestion_id):
        raise Missing()
    store.lock_round(item.round)
    lifecycle.check_published(item.round.phase)
    before = decisions_of([item.id]).get(item.id)
    outcome = Outcome(data.outcome)
    if before is None or before.verdict not in ANSWERS:
        raise Refused(_l("This idea waits for a round again; it is decided there."))
    if outcome not in ANSWERS or outcome is before.verdict:
        raise Invalid.field("outcome", _l("Choose a decision other than the one in force."))
    idea = item.suggestion
    is_held = idea.state in AT_WORK and bool(held_among([idea.id]))
    if not is_held and idea.state not in ANSWERED:
        raise Refused(_l("This idea is “%(status)s” by now; it is not decided here.", status=idea.state.word))
    now = clock.now()
    store.supersede_decision(item.id, now)
    carried_out = outcome in CARRIED_OUT
    db.session.add(
        Decision(
            item_id=item.id,
            outcome=outcome,
            reason=data.reason,
            expected_effect=data.expected_effect if carried_out else "",
            probability=data.probability if carried_out else None,
            decided_by_id=by.actor_id,
            decided_at=now,
        )
    )
    db.session.flush()
    if not is_held:
        suggestions.decide(idea, ANSWERS[outcome], data.reason, by=by)
    publish(
        DecisionChanged(
            actor_id=by.actor_id,
            subject_id=item.id,
            before=str(before.verdict),
            outcome=str(outcome),
            stays=is_held,
        )
    )
