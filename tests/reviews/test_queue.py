"""What waits for a member, and what comes next: the quick statements say what a look at everything says."""

from __future__ import annotations

import random

from sqlalchemy import select

from improve.core.db import db, transaction
from improve.core.policy import SYSTEM
from improve.reviews import service
from improve.reviews.models import Review, Round, RoundItem
from improve.reviews.queries import (
    assigned_pairs,
    company_today,
    conflicts_between,
    next_to_score,
    queue_of,
    waiting_count,
)
from improve.reviews.queries.queue import AHEAD
from improve.reviews.rules.queue import PRIME, own_place, own_steps
from improve.reviews.values import ConflictKind, DeclarationData, ReviewData, ReviewNotes
from improve.suggestions import service as suggestions
from improve.suggestions.values import Status
from tests.people import act
from tests.reviews.company import Company


def _scorable(rounds: list[Round], person_id: int) -> set[int]:
    """What the member may be asked to score, one idea after the other."""
    found = set()
    for held in rounds:
        items = db.session.scalars(select(RoundItem).where(RoundItem.round_id == held.id)).all()
        away = conflicts_between({one.id: one.suggestion_id for one in items}, [person_id])
        asked = assigned_pairs(held.id)
        found |= {
            one.id
            for one in items
            if one.suggestion.state is Status.IN_REVIEW
            and (one.id, person_id) not in away
            and (not held.is_assigned or (one.id, person_id) in asked)
        }
    return found


def test_the_next_idea_is_the_first_of_the_queue_whatever_happens(company: Company) -> None:
    rnd = random.Random(6)
    ideas = [company.idea(f"Idea {n}", author="ada" if n % 5 == 0 else "max") for n in range(16)]
    rounds = [
        company.round(ideas[:7], reviews_each=2),
        company.round(ideas[7:], others_shown="never"),
        company.round([company.idea("Not open yet")], opened=False),
    ]
    members = [company.chen, company.mia, company.wu]
    given: set[tuple[int, int]] = set()
    met = set()
    for step in range(24):
        who = act(rnd.choice(members))
        queue = queue_of(who, company_today())
        waiting = [one for one in queue if not one.is_scored]
        assert {one.item_id for one in queue} == _scorable(rounds[:2], who.person_id)
        assert {one.item_id for one in queue if one.is_scored} == {i for i, p in given if p == who.person_id}
        for one in queue:
            current = select(Review.id).where(Review.item_id == one.item_id, Review.is_current)
            assert one.reviews == len(db.session.scalars(current).all())
        after = next_to_score(who)
        assert after == (waiting[0].item_id if waiting else None)
        assert waiting_count(who, company_today()) == len(waiting)
        if after is None:
            continue
        met.add(who.person_id)
        item = db.session.get_one(RoundItem, after)
        with transaction():
            if step % 6 == 5:
                suggestions.withdraw(item.suggestion, by=act(item.suggestion.author))
                given -= {(i, p) for i, p in given if i == after}
            else:
                data = dict.fromkeys((one.id for one in item.round.rubric_version.criteria), 4.0)
                service.hand_in(after, ReviewData(data, ReviewNotes()), by=who)
                given.add((after, who.person_id))
    assert len(met) == len(members)


def test_conflicts_with_all_that_would_come_first_do_not_end_the_queue(company: Company) -> None:
    """More of them than are looked at before the whole queue is."""
    held = company.round([company.idea(f"Idea {n}") for n in range(AHEAD + 3)])
    mia = act(company.mia)
    for left in range(AHEAD + 2, -1, -1):
        first = next_to_score(mia)
        assert first is not None
        with transaction():
            conflict = DeclarationData(kind=ConflictKind.OTHER)
            service.declare_conflict(db.session.get_one(RoundItem, first), conflict, by=mia)
        queue = queue_of(mia, company_today())
        assert next_to_score(mia) == (queue[0].item_id if queue else None)
        assert len(queue) == waiting_count(mia, company_today()) == left
    with transaction():
        service.close_round(held, by=SYSTEM)
    assert next_to_score(act(company.chen)) is None


def test_no_two_ideas_share_a_place_in_somebodys_order() -> None:
    for person in (1, 2, 977, PRIME):
        factor, offset = own_steps(person)
        assert 1 <= factor < PRIME and 0 <= offset < PRIME
        places = {own_place(item, person) for item in (*range(1, 300), PRIME - 1, PRIME)}
        assert len(places) == 301
