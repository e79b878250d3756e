"""Making an idea part of another one, and parting them again."""

from __future__ import annotations

from datetime import date

from improve.accounts.queries import work_calendar
from improve.core import clock
from improve.core.db import db
from improve.core.events import publish
from improve.core.policy import Actor, authorize
from improve.suggestions.calendar import company_today
from improve.suggestions.events import SuggestionMerged, SuggestionUnmerged
from improve.suggestions.merging import rules, store
from improve.suggestions.merging.models import Merge
from improve.suggestions.merging.queries import chain_of, merge_of
from improve.suggestions.merging.values import MergeData
from improve.suggestions.models import StatusChange, Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.ports import held_among
from improve.suggestions.queries import is_author
from improve.suggestions.service.moving import STATE, move, run_clock
from improve.suggestions.values import RUNNING, Status, Visibility, Voting
from improve.suggestions.voting.queries import rule_of

# What else of an idea decides here: read again under the lock.
FACTS = ("imported_for", "imported_against", "author_id", "author_name", "audience", "counts_hidden_until")


def merge(source: Suggestion, target: Suggestion, data: MergeData, *, by: Actor) -> Merge:
    """Make `source` part of `target`: its votes, authors and followers count there; its own stay as they are."""
    for idea in (source, target):
        authorize(by, Permission.MERGE, idea)
    _lock(source, target)
    check(source, target, by=by)
    made = Merge(
        source_id=source.id,
        target_id=target.id,
        reason=data.reason,
        by_id=by.actor_id,
        at=clock.now(),
        status_before=source.status,
        promise_left=_promise_left(source),
        due_on=source.due_on,
        escalate_on=source.escalate_on,
        parked_until=source.parked_until,
        imported_for=source.imported_for,
        imported_against=source.imported_against,
    )
    db.session.add(made)
    move(source, Status.MERGED, data.reason, by)
    db.session.flush()
    store.lend(made, source)
    store.add_imported(target, made.imported_for, made.imported_against)
    _settle(target)
    publish(
        SuggestionMerged(actor_id=by.actor_id, subject_id=source.id, target_id=target.id, merge_id=made.id)
    )
    return made


def check(source: Suggestion, target: Suggestion, *, by: Actor) -> None:
    """Refuse what may not be merged, with the reason."""
    rules.check_source(
        source.state,
        is_own=is_author(source, by.actor_id),
        is_held=source.state is not Status.MERGED and bool(held_among([source.id])),
    )
    rules.check_other(source.id, target.id)
    rules.check_target(target.state, is_own=is_author(target, by.actor_id))
    rules.check_readers(_readers(source), _readers(target))
    rules.check_hidden(source.counts_hidden_until, target.counts_hidden_until)
    rules.check_totals(
        source.imported_for + target.imported_for, source.imported_against + target.imported_against
    )


def unmerge(undone: Merge, *, by: Actor) -> None:
    """Let the source stand where it stood. What came to the target since stays there."""
    source, target = undone.source, undone.target
    for idea in (source, target):
        authorize(by, Permission.MERGE, idea)
    _lock(source, target)
    db.session.refresh(undone, ["undone_at"])
    check_parting(undone, by=by)
    undone.undone_at = clock.now()
    undone.undone_by_id = by.actor_id
    _bring_back(source, undone, by)
    db.session.flush()
    store.add_imported(target, -undone.imported_for, -undone.imported_against)
    _settle(target)
    publish(
        SuggestionUnmerged(
            actor_id=by.actor_id, subject_id=source.id, target_id=target.id, merge_id=undone.id
        )
    )


def check_parting(undone: Merge, *, by: Actor) -> None:
    """Refuse what may not be parted, with the reason."""
    source, target = undone.source, undone.target
    is_own = is_author(source, by.actor_id) or is_author(target, by.actor_id)
    standing = source.state if undone.undone_at is None else Status.RECEIVED
    rules.check_unmerge(standing, target.state, is_own=is_own)


def hold(suggestion_id: int) -> None:
    """Lock an idea and what it is part of, in the order of all who merge."""
    store.lock(*chain_of(suggestion_id))


def credit(source: Suggestion, person_id: int) -> None:
    """The unnamed author of a merged idea gave their name: they are a co-author wherever it is part of. The caller
    holds the locks (`hold`).
    """
    db.session.flush()
    merging = merge_of(source.id)
    while merging is not None:
        store.credit(merging, person_id)
        _settle(merging.target)
        merging = merge_of(merging.target_id)


def _readers(idea: Suggestion) -> tuple[str, int | None]:
    """Who reads it: what only its own author and the handlers read is like no other idea."""
    if idea.audience == Visibility.HANDLERS:
        return idea.audience, idea.id
    return idea.audience, idea.unit_id if idea.audience == Visibility.UNIT else None


def _settle(target: Suggestion) -> None:
    store.settle(target, takes_against=rule_of(target.category_id).kind == Voting.BOTH)


def _lock(source: Suggestion, target: Suggestion) -> None:
    """Hold both and read them again."""
    store.lock(source.id, target.id)
    for idea in (source, target):
        db.session.refresh(idea, [*STATE, *FACTS])


def _promise_left(source: Suggestion) -> int | None:
    """Working days that are left of the promise: its clock stands still while the idea is part of another."""
    if source.state not in RUNNING or source.promised_on is None or source.answered_on is not None:
        return source.promise_left
    return work_calendar().between(company_today(), source.promised_on)


def _bring_back(source: Suggestion, undone: Merge, by: Actor) -> None:
    """The status, and the clock as it stood: a promise is neither broken nor renewed by having been merged."""
    now = clock.now()
    before = Status(undone.status_before)
    with db.session.no_autoflush:
        source.status = before
        source.changed_at = now
        source.parked_until = undone.parked_until
        source.due_on, source.escalate_on = undone.due_on, undone.escalate_on
        if before not in RUNNING:
            source.promise_left = undone.promise_left
        elif undone.promise_left is not None:
            _promise(source, work_calendar().after(company_today(), undone.promise_left))
    db.session.add(
        StatusChange(
            suggestion_id=source.id,
            from_status=Status.MERGED,
            to_status=undone.status_before,
            by_id=by.actor_id,
            at=now,
        )
    )


def _promise(source: Suggestion, day: date) -> None:
    """Promise an answer by another day; by the same one everything stays as it was set."""
    if source.promised_on is not None and day > source.promised_on:
        source.promised_on = day
        run_clock(source)
