"""Practice ideas: choosing or writing them, and scoring them before the others."""

from __future__ import annotations

from collections.abc import Mapping

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Forbidden, Invalid, Missing, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, allows, authorize
from improve.reviews import store
from improve.reviews.events import PracticeChanged, PracticeScored
from improve.reviews.models import Practice, Round
from improve.reviews.policy import Permission
from improve.reviews.queries import has_scores, places_taken, practice_at, to_practice_on
from improve.reviews.rules import practice as rules
from improve.reviews.rules import scoring
from improve.reviews.service.scoring import asked_by
from improve.reviews.values import MOST_PRACTICE, PracticeChoice, PracticeText, State
from improve.suggestions.models import Suggestion


def may_set_practice(held: Round, *, by: Actor) -> bool:
    """Does somebody choose the practice ideas of this round now? Those who look after it, and its chair."""
    return (
        held.phase in (State.DRAFT, State.OPEN)
        and (allows(by, Permission.MANAGE, held) or allows(by, Permission.DECIDE, held))
        and not has_scores(held.id)
    )


def choose_practice(held: Round, data: PracticeChoice, *, by: Actor) -> Practice:
    """Practice on an idea that a committee has decided."""
    _begin(held, by)
    found = db.session.scalar(to_practice_on(by, held, "").where(Suggestion.id == data.suggestion_id))
    if found is None:
        raise Invalid.field(
            "suggestion_id", _l("This idea cannot be practiced on. Choose one from the list.")
        )
    return _add(held, Practice(suggestion_id=found.id), by)


def write_practice(held: Round, data: PracticeText, *, by: Actor) -> Practice:
    """Practice on an idea that was made up for it."""
    _begin(held, by)
    made = Practice(
        title=data.title, problem=data.problem, idea=data.idea, expected_result=data.expected_result
    )
    return _add(held, made, by)


def remove_practice(held: Round, place: int, *, by: Actor) -> None:
    """Take one out; the other is the first then."""
    _begin(held, by)
    found = practice_at(by, held.id, place)
    if found is None:
        raise Missing()
    db.session.delete(found)
    db.session.flush()
    store.close_ranks(held.id)
    publish(PracticeChanged(actor_id=by.actor_id, subject_id=held.id))


def score_practice(practice: Practice, answers: Mapping[int, float | None], *, by: Actor) -> None:
    """Score a practice idea, once: then the others' answers are shown."""
    held = practice.round
    authorize(by, Permission.SCORE, held)
    store.lock_for_practice(held)
    rules.check_practicing(held.phase)
    if practice_at(by, held.id, practice.place) is None:
        raise Missing()
    criteria = asked_by(held.rubric_version, practice.category_id)
    scoring.check_answers(criteria, answers)
    kept = store.keep_practice(
        practice.id, by.person_id, answers, scoring.result(criteria, answers).score, clock.now()
    )
    if kept:
        publish(PracticeScored(actor_id=by.actor_id, subject_id=held.id))


def _begin(held: Round, by: Actor) -> None:
    if not (allows(by, Permission.MANAGE, held) or allows(by, Permission.DECIDE, held)):
        raise Forbidden(_l("Only who looks after the round, and its chair, choose the practice ideas."))
    store.lock_round(held)
    rules.check_settable(held.phase, scored=has_scores(held.id))


def _add(held: Round, made: Practice, by: Actor) -> Practice:
    taken = places_taken(held.id)
    if len(taken) >= MOST_PRACTICE:
        raise Refused(_l("At most %(most)s practice ideas: then the real ones begin.", most=MOST_PRACTICE))
    made.round_id = held.id
    made.place = len(taken) + 1
    made.added_at = clock.now()
    made.added_by_id = by.actor_id
    db.session.add(made)
    db.session.flush()
    publish(PracticeChanged(actor_id=by.actor_id, subject_id=held.id))
    return made
