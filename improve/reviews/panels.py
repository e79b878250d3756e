"""What reviews contribute to the pages of others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from improve.core.db import db
from improve.core.messages import _l, _ln, _pl
from improve.core.panels import NextStep, Waiting
from improve.core.policy import Actor, allows
from improve.reviews.days import company_today
from improve.reviews.models import Round, RoundItem
from improve.reviews.policy import Permission
from improve.reviews.queries import (
    decisions_of,
    in_live_rounds,
    is_awaited,
    is_clear,
    latest_stored,
    led_by,
    own_committees,
    queue_of,
    response_on,
    reviews_of,
    summaries_of,
    visible_items,
    waiting_count,
)
from improve.reviews.rules.lifecycle import DECIDING, RUNNING
from improve.reviews.rules.standing import ItemStanding, Standing
from improve.reviews.service import may_answer as may_answer_notes
from improve.reviews.values import State
from improve.suggestions.models import Suggestion
from improve.suggestions.queries import is_author
from improve.suggestions.values import Status


def count_waiting(actor: Actor) -> int:
    """What stands beside the section in the menu."""
    return waiting_count(actor, company_today()) if actor.actor_id is not None else 0


def waiting(actor: Actor) -> Iterable[Waiting]:
    """Scores that a member owes, and decisions that wait for the chair."""
    if actor.actor_id is None or not allows(actor, Permission.READ):
        return
    yield from _to_score(actor)
    yield from _to_sum_up(actor)
    yield from _to_decide(actor)


def _to_score(actor: Actor) -> Iterable[Waiting]:
    open_entries = [entry for entry in queue_of(actor, company_today()) if not entry.is_scored]
    rounds = _rounds({entry.round_id for entry in open_entries})
    for held in rounds:
        own = [entry for entry in open_entries if entry.round_id == held.id]
        yield Waiting(
            title=_ln("Score %(n)s idea", "Score %(n)s ideas", len(own)),
            context=str(held.name),
            href=url_for("reviews.score", item_id=own[0].item_id),
            action=_pl("verb", "Score"),
            due=held.closes_on,
            order=10,
        )


def _to_sum_up(actor: Actor) -> Iterable[Waiting]:
    """Once scoring is over, what leads have not summed up."""
    led = [item for item in db.session.scalars(led_by(actor)) if item.round.phase in DECIDING]
    done = summaries_of(led) if led else {}
    left = [item for item in led if item.id not in done]
    if left:
        yield Waiting(
            title=_ln("Sum up the reviews of %(n)s idea", "Sum up the reviews of %(n)s ideas", len(left)),
            context=str(left[0].round.name),
            href=url_for("reviews.leading"),
            action=_l("Sum up"),
            order=10,
        )


def _rounds(round_ids: set[int]) -> Sequence[Round]:
    if not round_ids:
        return ()
    return db.session.scalars(
        select(Round).where(Round.id.in_(round_ids)).order_by(Round.closes_on, Round.id)
    ).all()


def _to_decide(actor: Actor) -> Iterable[Waiting]:
    chaired = own_committees(actor.person_id, company_today(), chair=True)
    for held in db.session.scalars(
        select(Round)
        .where(Round.committee_id.in_(chaired), Round.state.in_(sorted(DECIDING)))
        .order_by(Round.closes_on, Round.id)
    ).all():
        items = list(
            db.session.scalars(
                visible_items(actor).where(RoundItem.round_id == held.id).with_only_columns(RoundItem.id)
            )
        )
        left = len(items) - len(decisions_of(items))
        href = url_for("reviews.show_round", round_id=held.id)
        if left:
            title = _ln("Decide on %(n)s idea", "Decide on %(n)s ideas", left)
            yield Waiting(title, str(held.name), href, _l("Decide"), order=10)
        elif held.phase is State.DECIDED:
            href = url_for("reviews.answers", round_id=held.id)
            yield Waiting(_l("Publish the decisions"), str(held.name), href, _l("Publish"), order=10)


# Asked by every list of ideas: built once.
_UNDER_REVIEW = (
    select(RoundItem.suggestion_id, Round, Suggestion.promised_on)
    .join(RoundItem.round)
    .join(RoundItem.suggestion)
    .where(
        RoundItem.suggestion_id.in_(bindparam("ids", expanding=True)),
        Round.state.in_(sorted(RUNNING)),
        Suggestion.status == Status.IN_REVIEW,
    )
)


def next_steps(suggestion_ids: Sequence[int]) -> Mapping[int, NextStep]:
    """Where ideas under review stand, as everybody reads it: which round, and until when scores come in."""
    if not suggestion_ids:
        return {}
    rows = db.session.execute(_UNDER_REVIEW, {"ids": list(suggestion_ids)})
    return {suggestion_id: _step(held, promised_on) for suggestion_id, held, promised_on in rows}


def _step(held: Round, promised_on: date | None) -> NextStep:
    """The answer keeps the day on which it was promised; where none was, scores come next."""
    is_open = held.phase is State.OPEN
    return NextStep(
        "st-wait",
        "circle-half",
        Status.IN_REVIEW.word,
        line=_l("in “%(round)s”", round=held.name) if is_open else _l("the committee is deciding"),
        when=promised_on or (held.closes_on if is_open else None),
        what=_l("answer") if promised_on is not None else _l("scores"),
        step=2,
    )


def held(suggestion_ids: Iterable[int]) -> set[int]:
    """Ideas that are in a round that goes on."""
    return set(db.session.scalars(in_live_rounds(suggestion_ids)))


def of_suggestion(actor: Actor, suggestion: Suggestion) -> Markup | None:
    """On an idea's page: the round that takes it up, and once published what the committee wrote and, where the
    round shows it, how it was scored. A member with a conflict reads of it as everybody does, when it is public.
    """
    item = db.session.scalar(
        select(RoundItem)
        .join(RoundItem.round)
        .options(joinedload(RoundItem.round).joinedload(Round.committee))
        .where(RoundItem.suggestion_id == suggestion.id, Round.state != State.DRAFT)
        .order_by(RoundItem.id.desc())
        .limit(1)
    )
    if item is None:
        return None
    held, own = item.round, is_author(suggestion, actor.actor_id)
    is_public = held.phase is State.PUBLISHED
    if not is_public and not own and not is_clear(actor, suggestion.id):
        return None
    decision = decisions_of([item.id]).get(item.id) if is_public else None
    awaited = decision is not None and decision.revise_by is not None and is_awaited(item.id)
    response = response_on(suggestion.id) if own else None
    may_answer = response is not None and may_answer_notes(response)
    page = render_template(
        "reviews/_of_suggestion.html",
        response=response if response is not None and response.item_id == item.id else None,
        may_answer=may_answer,
        href=url_for("reviews.response", suggestion_id=suggestion.id) if may_answer else None,
        is_late=awaited
        and decision is not None
        and (decision.revise_by or company_today()) < company_today(),
        is_back=not awaited,
        held=held,
        is_public=is_public,
        decision=decision,
        notes=_notes(item) if is_public and own else [],
        score=_score(item) if is_public and held.show_scores else None,
    )
    return Markup(page)  # noqa: S704  (a rendered template)


def _stored(item: RoundItem) -> tuple[Standing, set[tuple[int, int]]] | None:
    stored = latest_stored(item.round_id)
    if stored is None:
        return None
    recused = {(one, person) for one, person, _kind in stored.data["recused"]}
    return Standing.from_json(stored.data["standing"]), recused


def _notes(item: RoundItem) -> list[str]:
    """What members wrote to the author: without names, in no telling order, not from people with a conflict."""
    stored = _stored(item)
    recused = stored[1] if stored is not None else set()
    return sorted(
        review.note_to_author
        for review in reviews_of([item.id])
        if review.note_to_author and (item.id, review.reviewer_id or 0) not in recused
    )


def _score(item: RoundItem) -> ItemStanding | None:
    stored = _stored(item)
    if stored is None:
        return None
    return next((one for one in stored[0].items if one.item_id == item.id and one.n), None)
