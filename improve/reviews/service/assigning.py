"""Asking members to score ideas: by hand, by rule, by themselves, and automatically."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Forbidden, Missing, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.reviews import store
from improve.reviews.days import company_today
from improve.reviews.events import IdeasAssigned, WishesSaid
from improve.reviews.models import Assignment, Expertise, Membership, Round, RoundItem
from improve.reviews.policy import Permission
from improve.reviews.queries import (
    assigned_pairs,
    assignments_of,
    categories_known,
    category_of_items,
    conflicts_between,
    is_clear,
    item_numbers,
    members_on,
    scored_pairs,
    visible_items,
    wishes_in,
    wishes_of,
)
from improve.reviews.rules import lifecycle
from improve.reviews.rules.assigning import Plan, Problem, Short, assign, short_of
from improve.reviews.service.recusal import may_record
from improve.reviews.values import AssignedBy, State, Wish
from improve.suggestions.queries import categories

ASSIGNABLE = frozenset({State.DRAFT, State.OPEN})


def missing_in(held: Round) -> tuple[Short, ...]:
    """The ideas of a round that have too few members, and why."""
    problem = problem_of(held, assigned_pairs(held.id))
    return short_of(problem, problem.kept)


def problem_of(held: Round, keep: Collection[tuple[int, int]]) -> Problem:
    """What is to be assigned around the pairs that stay: not around who has a conflict by now, or has left the
    committee without a score.
    """
    numbers = item_numbers(held.id)
    members = [m.person for m in members_on(held.committee_id, max(company_today(), held.opens_on))]
    ids = [person.id for person in members]
    known, category = categories_known(ids), category_of_items(held.id)
    wishes = wishes_in(held.id)
    away = conflicts_between(numbers, {*ids, *(person for _item, person in keep)})
    able = scored_pairs(held.id) | {(item, person) for item in numbers for person in ids}
    return Problem(
        items=sorted(numbers),
        members=sorted(ids),
        each=held.reviews_each or 0,
        most=held.max_load,
        forbidden=frozenset(away),
        kept=frozenset(pair for pair in keep if pair[0] in numbers and pair in able and pair not in away),
        knows=frozenset(
            (item, person) for item in numbers for person in ids if category[item] in known[person]
        ),
        rather=frozenset(pair for pair, wish in wishes.items() if wish is Wish.RATHER),
        rather_not=frozenset(pair for pair, wish in wishes.items() if wish is Wish.RATHER_NOT),
        units={person.id: person.unit_id for person in members},
        seed=held.seed,
    )


def assign_automatically(held: Round, *, anew: bool = False, by: Actor) -> Plan:
    """Fill up what is missing; `anew` first ends what was assigned automatically and has no score yet."""
    check_assignable(held, by)
    kept = assignments_of(held.id)
    if anew:
        scored = scored_pairs(held.id)
        gone = [
            one
            for one in kept
            if one.source == AssignedBy.AUTO and (one.item_id, one.person_id) not in scored
        ]
        store.drop_assignments([one.id for one in gone])
        kept = [one for one in kept if one not in gone]
    return fill_up(held, {(one.item_id, one.person_id) for one in kept}, by=by)


def fill_up(held: Round, keep: Collection[tuple[int, int]], *, by: Actor) -> Plan:
    """The rows of `assign_automatically`; the caller has authorized it and locked the round."""
    problem = problem_of(held, keep)
    plan = assign(problem)
    _add(held, plan.pairs - problem.kept, AssignedBy.AUTO, by)
    return plan


def set_reviewers(item: RoundItem, person_ids: Collection[int], *, by: Actor) -> None:
    """By hand: these members score the idea, and no others but those who have done so already."""
    held = item.round
    check_assignable(held, by)
    if not is_clear(by, item.suggestion_id):
        raise Missing()
    now = {one.person_id: one for one in assignments_of(held.id) if one.item_id == item.id}
    _replace(held, now, {(item.id, person) for person in person_ids}, {(item.id, p) for p in now}, by)


def set_ideas(
    held: Round, person_id: int, item_ids: Collection[int], shown: Collection[int], *, by: Actor
) -> None:
    """By hand: a member scores these of the ideas `shown` to the actor."""
    check_assignable(held, by)
    now = {
        one.item_id: one
        for one in assignments_of(held.id)
        if one.person_id == person_id and one.item_id in shown
    }
    wanted = {(item_id, person_id) for item_id in item_ids if item_id in shown}
    _replace(held, now, wanted, {(item_id, person_id) for item_id in now}, by)


def _replace(
    held: Round,
    now: dict[int, Assignment],
    wanted: set[tuple[int, int]],
    before: set[tuple[int, int]],
    by: Actor,
) -> None:
    scored = scored_pairs(held.id)
    gone = before - wanted - scored
    store.drop_assignments([one.id for one in now.values() if (one.item_id, one.person_id) in gone])
    _add(held, _possible(held, wanted - before), AssignedBy.HAND, by)


def assign_by_rule(held: Round, person_id: int, items: Iterable[RoundItem], *, by: Actor) -> int:
    """A member scores all of these ideas that they may; how many came to them."""
    check_assignable(held, by)
    fresh = _possible(held, {(item.id, person_id) for item in items} - assigned_pairs(held.id))
    _add(held, fresh, AssignedBy.RULE, by)
    return len(fresh)


def volunteer(item: RoundItem, *, by: Actor) -> None:
    """A member takes on an idea that was not assigned to them."""
    authorize(by, Permission.SCORE, item)
    held = item.round
    store.lock_for_scoring(item)
    lifecycle.check_scoring(held.phase, held.opens_on, held.closes_on, company_today())
    if not held.is_assigned:
        raise Refused(_l("In this round every member scores every idea."))
    if not is_clear(by, item.suggestion_id):
        raise Missing()
    pairs = assigned_pairs(held.id)
    load = Counter(person for _item, person in pairs)[by.person_id]
    if held.max_load is not None and load >= held.max_load:
        raise Refused(
            _l("You have %(most)s ideas already, the most for one member in this round.", most=load)
        )
    if (item.id, by.person_id) not in pairs:
        _add(held, {(item.id, by.person_id)}, AssignedBy.VOLUNTEER, by)


def set_wishes(held: Round, wishes: Mapping[int, Wish | None], *, by: Actor) -> int:
    """What a member would like to score of these ideas (item ids), and what rather not; how many changed.

    Wishes steer the next automatic assignment, and bind nobody. An idea that the member may not meet is passed over.
    """
    authorize(by, Permission.SCORE, held)
    store.lock_for_practice(held)
    check_wishing(held)
    found = visible_items(by).where(RoundItem.round_id == held.id, RoundItem.id.in_(sorted(wishes)))
    mine = set(db.session.scalars(found.with_only_columns(RoundItem.id)))
    before = wishes_of(by.person_id, held.id)
    changed = {one: wish for one, wish in wishes.items() if one in mine and before.get(one) != wish}
    store.drop_wishes(by.person_id, sorted(one for one, wish in changed.items() if wish is None))
    for item_id, wish in sorted(changed.items()):
        if wish is not None:
            store.keep_wish(item_id, by.person_id, str(wish), clock.now())
    if changed:
        publish(WishesSaid(actor_id=by.actor_id, subject_id=held.id, count=len(changed)))
    return len(changed)


def check_wishing(held: Round) -> None:
    """Wishes are for rounds that assign their ideas, until scoring is over."""
    if not held.is_assigned:
        raise Refused(_l("In this round every member scores every idea."))
    if held.phase is not State.OPEN:
        raise Refused(_l("Scoring is over; nothing can be assigned any more."))


def set_expertise(term: Membership, category_ids: Collection[int], *, by: Actor) -> None:
    """What a member knows well; ideas of these categories rather come to them."""
    if by.actor_id != term.person_id:
        authorize(by, Permission.MANAGE, term.committee)
    known = {category.id for category in categories(with_closed=True)}
    store.forget_expertise(term.person_id)
    db.session.add_all(
        Expertise(person_id=term.person_id, category_id=category_id)
        for category_id in sorted(known & set(category_ids))
    )
    db.session.flush()


def check_assignable(held: Round, by: Actor) -> None:
    """Lock the round; refuse who does not assign, and rounds in which nothing is assigned (any more)."""
    if not may_record(by, held):
        raise Forbidden(_l("Only the chair or whoever looks after the round assigns its ideas."))
    store.lock_round(held)
    if held.phase not in ASSIGNABLE:
        raise Refused(_l("Scoring is over; nothing can be assigned any more."))
    if not held.is_assigned:
        raise Refused(_l("In this round every member scores every idea."))


def add_by_hand(held: Round, pairs: Collection[tuple[int, int]], by: Actor) -> None:
    """The rows of what somebody settled; the caller has checked everything and locked the round."""
    _add(held, pairs, AssignedBy.HAND, by)


def _possible(held: Round, pairs: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those with a member in office and without a conflict."""
    members = {m.person_id for m in members_on(held.committee_id, max(company_today(), held.opens_on))}
    numbers = item_numbers(held.id)
    wanted = {pair for pair in pairs if pair[0] in numbers and pair[1] in members}
    conflicts = conflicts_between(
        {item: numbers[item] for item, _person in wanted}, {person for _item, person in wanted}
    )
    return wanted - set(conflicts)


def _add(held: Round, pairs: Collection[tuple[int, int]], source: AssignedBy, by: Actor) -> None:
    if not pairs:
        return
    now = clock.now()
    db.session.add_all(
        Assignment(
            item_id=item_id,
            person_id=person_id,
            source=source,
            assigned_at=now,
            assigned_by_id=by.actor_id,
        )
        for item_id, person_id in sorted(pairs)
    )
    db.session.flush()
    people = tuple(sorted({person_id for _item, person_id in pairs}))
    publish(IdeasAssigned(actor_id=by.actor_id, subject_id=held.id, people=people, source=str(source)))
