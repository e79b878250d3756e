"""Preparing, opening and closing a round."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.reviews import store
from improve.reviews.days import company_today
from improve.reviews.events import (
    IdeaRemoved,
    IdeasAdded,
    RoundChanged,
    RoundClosed,
    RoundCreated,
    RoundDiscarded,
    RoundOpened,
    RoundReopened,
)
from improve.reviews.models import Committee, Round, RoundItem, RubricVersion, StoredStanding
from improve.reviews.policy import COMPANY, Permission
from improve.reviews.queries import (
    assigned_pairs,
    conflicts_between,
    inputs_of,
    latest_version,
    members_on,
    standing_of,
    stored_standing,
)
from improve.reviews.rules import lifecycle
from improve.reviews.rules.standing import digest
from improve.reviews.service.asking import ask_authors
from improve.reviews.service.assigning import fill_up
from improve.reviews.service.voting import check_no_vote
from improve.reviews.values import ReopeningData, RoundData, RunningRoundData, State
from improve.suggestions import service as suggestions
from improve.suggestions.models import Suggestion
from improve.suggestions.values import NEW

LARGEST_SEED = 2**31 - 1
PLAIN_FIELDS = (
    "name",
    "opens_on",
    "closes_on",
    "places",
    "author_hidden",
    "others_shown",
    "show_scores",
    "confidence_weighs",
    "reviews_each",
    "max_load",
    "response_days",
)


def create_round(data: RoundData, *, by: Actor) -> Round:
    """Prepare a round of a committee."""
    committee = _committee(data.committee_id)
    authorize(by, Permission.MANAGE, committee or COMPANY)
    version = _check(data, committee)
    held = Round(
        committee=committee,
        rubric_version=version,
        state=State.DRAFT,
        seed=secrets.randbelow(LARGEST_SEED),
        created_at=clock.now(),
        created_by_id=by.actor_id,
        **{name: getattr(data, name) for name in PLAIN_FIELDS},
    )
    db.session.add(held)
    db.session.flush()
    publish(RoundCreated(actor_id=by.actor_id, subject_id=held.id))
    return held


def change_round(held: Round, data: RoundData, *, by: Actor) -> None:
    """Change a round that is being prepared."""
    authorize(by, Permission.MANAGE, held)
    store.lock_round(held)
    lifecycle.check_draft(held.phase)
    committee = _committee(data.committee_id)
    authorize(by, Permission.MANAGE, committee or COMPANY)
    version = _check(data, committee)
    changed = [name for name in PLAIN_FIELDS if getattr(held, name) != getattr(data, name)]
    for name in changed:
        setattr(held, name, getattr(data, name))
    if held.committee_id != data.committee_id:
        held.committee = committee  # type: ignore[assignment]  # `_check` refused None
        changed.append("committee")
    if held.rubric_version_id != version.id:
        held.rubric_version = version
        changed.append("rubric")
    _tell_change(held, changed, by)


def change_running(held: Round, data: RunningRoundData, *, by: Actor) -> None:
    """Rename a running round, move its last day (only while it is open) or change the number of places."""
    authorize(by, Permission.MANAGE, held)
    store.lock_round(held)
    if held.phase not in lifecycle.RUNNING:
        raise Refused(_l("This round can no longer be changed."))
    if data.closes_on != held.closes_on:
        if held.phase is not State.OPEN:
            raise Invalid.field("closes_on", _l("Scoring is over. Reopen the round to go on."))
        lifecycle.check_dates(held.opens_on, data.closes_on)
        if data.closes_on < company_today():
            raise Invalid.field("closes_on", _l("This day is over. To end scoring now, close the round."))
    names = ("name", "closes_on", "places", "show_scores")
    changed = [name for name in names if getattr(held, name) != getattr(data, name)]
    for name in changed:
        setattr(held, name, getattr(data, name))
    _tell_change(held, changed, by)


def add_ideas(held: Round, suggestion_ids: Iterable[int], *, by: Actor) -> int:
    """Put ideas into a round that is being prepared; how many came in.

    Left out is what is there already, what no longer waits for an answer, and what another unfinished round has.
    """
    authorize(by, Permission.MANAGE, held)
    store.lock_round(held)
    lifecycle.check_draft(held.phase)
    count = place_ideas(held, suggestion_ids)
    if count:
        publish(IdeasAdded(actor_id=by.actor_id, subject_id=held.id, count=count))
    return count


def place_ideas(held: Round, suggestion_ids: Iterable[int]) -> int:
    """The rows of `add_ideas`; the caller has authorized it and locked the round."""
    wanted = sorted(set(suggestion_ids))
    now = clock.now()
    count = 0
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        taken = (
            select(RoundItem.suggestion_id)
            .join(RoundItem.round)
            .where((Round.state != State.PUBLISHED) | (Round.id == held.id))
        )
        # Locked, so that two rounds that are being prepared cannot both take an idea; in one order, so that they do
        # not wait for each other, and each database numbers them alike.
        free = db.session.scalars(
            select(Suggestion.id)
            .where(
                Suggestion.id.in_(part),
                Suggestion.status.in_(sorted(lifecycle.REVIEWABLE)),
                Suggestion.id.not_in(taken),
            )
            .order_by(Suggestion.id)
            .with_for_update()
        ).all()
        db.session.add_all(RoundItem(round_id=held.id, suggestion_id=number, added_at=now) for number in free)
        count += len(free)
    db.session.flush()
    return count


def remove_idea(item: RoundItem, *, by: Actor) -> None:
    """Take an idea out while the round is being prepared."""
    held = item.round
    authorize(by, Permission.MANAGE, held)
    store.lock_round(held)
    lifecycle.check_draft(held.phase)
    db.session.delete(item)
    publish(IdeaRemoved(actor_id=by.actor_id, subject_id=held.id))


def discard_round(held: Round, *, by: Actor) -> None:
    """Throw away a round that is being prepared."""
    authorize(by, Permission.MANAGE, held)
    store.lock_round(held)
    lifecycle.check_draft(held.phase)
    publish(RoundDiscarded(actor_id=by.actor_id, subject_id=held.id))
    db.session.delete(held)
    db.session.flush()


def check_open(held: Round) -> list[RoundItem]:
    """The ideas of a round that may open; raises `Invalid` with everything that is missing."""
    items = _items(held)
    members = members_on(held.committee_id, max(company_today(), held.opens_on))
    conflicts = conflicts_between(
        {item.id: item.suggestion_id for item in items}, [m.person_id for m in members]
    )
    lifecycle.check_ready(
        ideas=len(items),
        members=len(members),
        chairs=sum(member.is_chair for member in members),
        closes_on=held.closes_on,
        today=company_today(),
        criteria=len(held.rubric_version.criteria),
        unscorable=[
            item.suggestion.title
            for item in items
            if members and all((item.id, member.person_id) in conflicts for member in members)
        ],
    )
    for item in items:
        lifecycle.check_reviewable(item.suggestion.title, item.suggestion.state)
    return items


def open_round(held: Round, *, by: Actor) -> None:
    """Let scoring begin: the ideas come under review, the rubric and the list of ideas stand."""
    authorize(by, Permission.MANAGE, held)
    store.lock_round(held)
    lifecycle.check_draft(held.phase)
    for item in check_open(held):
        if item.suggestion.state in NEW:
            suggestions.begin_review(item.suggestion, by=by)
    if held.is_assigned:
        fill_up(held, assigned_pairs(held.id), by=by)
    held.state = State.OPEN
    held.opened_at = clock.now()
    publish(RoundOpened(actor_id=by.actor_id, subject_id=held.id))


def close_round(held: Round, *, by: Actor) -> None:
    """End scoring; the results are there and decisions can be prepared."""
    authorize(by, Permission.MANAGE, held)
    store.lock_round(held)
    lifecycle.check_step(held.phase, State.CALIBRATING)
    held.state = State.CALIBRATING
    held.closed_at = clock.now()
    store_results(held)
    ask_authors(held)
    publish(RoundClosed(actor_id=by.actor_id, subject_id=held.id))


def reopen_round(held: Round, data: ReopeningData, *, by: Actor) -> None:
    """Let scoring go on until a later day. Decisions that were prepared stay."""
    authorize(by, Permission.MANAGE, held)
    store.lock_round(held)
    lifecycle.check_step(held.phase, State.OPEN)
    check_no_vote(held)
    if data.closes_on < company_today():
        raise Invalid.field("closes_on", _l("The last day of the round is over. Choose a later one."))
    held.state = State.OPEN
    held.closes_on = data.closes_on
    held.closed_at = held.responses_until = None
    publish(RoundReopened(actor_id=by.actor_id, subject_id=held.id))


def store_results(held: Round) -> None:
    """Keep the results as they are now, with everything they rest on."""
    inputs = inputs_of(held)
    name = digest(inputs.given, inputs.possible, places=held.places, seed=held.seed)
    data = {
        "standing": standing_of(held, inputs).to_json(),
        "possible": {str(item_id): of for item_id, of in inputs.possible.items()},
        "recused": [[item, person, str(kind)] for (item, person), kind in inputs.recused.items()],
    }
    stored = stored_standing(held.id, name)
    if stored is None:
        stored = StoredStanding(round_id=held.id, digest=name)
        db.session.add(stored)
    stored.data = data
    stored.computed_at = clock.now()
    db.session.flush()


def _items(held: Round) -> list[RoundItem]:
    return list(
        db.session.scalars(
            select(RoundItem)
            .options(joinedload(RoundItem.suggestion))
            .where(RoundItem.round_id == held.id)
            .order_by(RoundItem.suggestion_id)
        )
    )


def _committee(committee_id: int) -> Committee | None:
    return db.session.get(Committee, committee_id)


def _check(data: RoundData, committee: Committee | None) -> RubricVersion:
    """The rubric's version that the round gets."""
    if committee is None or committee.is_closed:
        raise Invalid.field("committee_id", _l("This committee does not exist or is closed."))
    lifecycle.check_dates(data.opens_on, data.closes_on)
    version = latest_version(data.rubric_id)
    if version is None or version.rubric.is_closed:
        raise Invalid.field("rubric_id", _l("This rubric does not exist or is closed."))
    return version


def _tell_change(held: Round, changed: list[str], by: Actor) -> None:
    if changed:
        publish(RoundChanged(actor_id=by.actor_id, subject_id=held.id, changed=tuple(changed)))
