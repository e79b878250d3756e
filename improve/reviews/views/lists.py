"""The rounds at a glance, and a member's own queue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import case, select
from sqlalchemy.orm import joinedload

from improve.core.db import db
from improve.core.localized import Localized
from improve.core.policy import Actor, allows
from improve.reviews import presenting
from improve.reviews.days import company_today
from improve.reviews.models import Round, RoundItem
from improve.reviews.policy import Permission, manages
from improve.reviews.queries import (
    beside,
    decisions_of,
    item_counts,
    led_by,
    managed_committees,
    owed_practice,
    own_committees,
    queue_of,
    summaries_of,
    visible_items,
    visible_rounds,
    with_frame,
)
from improve.reviews.rules.lifecycle import DECIDING
from improve.reviews.rules.queue import Entry
from improve.reviews.values import State
from improve.reviews.views.blueprint import blueprint
from improve.suggestions.models import Suggestion
from improve.web.access import current_actor, requires
from improve.web.charts import progress_dots
from improve.web.tables import Page, page_number, paginate

QUEUE_PAGE = 50
# What moves stands first.
LIST_ORDER = {
    str(State.OPEN): 1,
    str(State.CALIBRATING): 2,
    str(State.DECIDED): 2,
    str(State.DRAFT): 3,
    str(State.PUBLISHED): 4,
}


@dataclass(frozen=True)
class Own:
    """What one round asks of the reader."""

    scored: int
    total: int


@blueprint.get("")
@requires(Permission.READ)
def index() -> ResponseReturnValue:
    """The rounds, what waits first."""
    actor, today = current_actor(), company_today()
    page = paginate(
        with_frame(visible_rounds(actor)).order_by(
            case(LIST_ORDER, value=Round.state), Round.closes_on.desc(), Round.id.desc()
        ),
        page=page_number(),
        count=visible_rounds(actor).with_only_columns(Round.id),
    )
    rounds: Sequence[Round] = page.items
    queue = queue_of(actor, today)
    waiting = [entry for entry in queue if not entry.is_scored]
    chaired = set(db.session.scalars(own_committees(actor.person_id, today, chair=True)))
    deciding = undecided_by([one for one in rounds if one.committee_id in chaired])
    heading = (
        presenting.waiting_heading(len(waiting), min(entry.closes_on for entry in waiting))
        if waiting
        else presenting.index_heading(rounds, deciding=sum(deciding.values()), is_member=bool(queue))
    )
    return render_template(
        "reviews/index.html",
        page=page,
        heading=heading,
        waiting=waiting,
        queue=queue,
        own=_own(queue),
        deciding=deciding,
        counts=item_counts(actor, [one.id for one in rounds]),
        shapes=presenting.STATE_SHAPES,
        State=State,
        dots=progress_dots,
        may_manage=allows(actor, Permission.MANAGE)
        and (manages(actor) or db.session.scalar(managed_committees(actor).limit(1)) is not None),
    )


def _own(queue: Sequence[Entry]) -> dict[int, Own]:
    found: dict[int, Own] = {}
    for entry in queue:
        before = found.get(entry.round_id, Own(0, 0))
        found[entry.round_id] = Own(before.scored + entry.is_scored, before.total + 1)
    return found


def undecided_by(rounds: Sequence[Round]) -> dict[int, int]:
    """Round id -> ideas without a decision among those the reader may meet, of the rounds that are decided now."""
    ids = [one.id for one in rounds if one.phase in DECIDING]
    if not ids:
        return {}
    items = db.session.execute(
        visible_items(current_actor())
        .where(RoundItem.round_id.in_(ids))
        .with_only_columns(RoundItem.id, RoundItem.round_id)
    ).all()
    decided = decisions_of(item.id for item in items)
    return {
        round_id: sum(item.round_id == round_id and item.id not in decided for item in items)
        for round_id in ids
    }


@blueprint.get("/queue")
@requires(Permission.READ)
def queue() -> ResponseReturnValue:
    """My ideas over all open rounds: to score, or scored already."""
    actor = current_actor()
    entries = queue_of(actor, company_today())
    led = db.session.scalars(led_by(actor)).all()
    scored = request.args.get("show") == "scored"
    wanted = [entry for entry in entries if entry.is_scored is scored]
    number = page_number()
    part = wanted[(number - 1) * QUEUE_PAGE : number * QUEUE_PAGE]
    items = _items([entry.item_id for entry in part])
    open_entries = [entry for entry in entries if not entry.is_scored]
    return render_template(
        "reviews/queue.html",
        entries=entries,
        page=Page(items=part, number=number, per_page=QUEUE_PAGE, total=len(wanted)),
        items=items,
        scored=scored,
        first=open_entries[0] if open_entries else None,
        waiting=len(open_entries),
        due=min((entry.closes_on for entry in open_entries), default=None),
        heading=presenting.waiting_heading,
        several=len({entry.round_id for entry in entries}) > 1,
        rounds=_names({entry.round_id for entry in entries}),
        practice=_practice(actor, entries),
        leading=len(led),
        unsummed=len(led) - len(summaries_of(led)),
        practice_line=presenting.practice_line,
    )


def _practice(actor: Actor, entries: Sequence[Entry]) -> dict[int, int]:
    """Round id -> how many practice ideas come first, of the rounds in the queue."""
    owed = owed_practice(actor, {entry.round_id for entry in entries if not entry.is_scored})
    return Counter(round_id for round_id, _place in owed)


def _names(round_ids: set[int]) -> dict[int, Localized]:
    found = select(Round.id, Round.name).where(Round.id.in_(round_ids)).order_by(Round.closes_on, Round.id)
    return dict(db.session.execute(found).tuples().all())


def _items(item_ids: Sequence[int]) -> dict[int, RoundItem]:
    found = db.session.scalars(
        select(RoundItem)
        .options(
            joinedload(RoundItem.suggestion).joinedload(Suggestion.category), joinedload(RoundItem.round)
        )
        .where(RoundItem.id.in_(item_ids))
    ).all()
    beside(found)
    return {item.id: item for item in found}


@blueprint.get("/next")
@requires(Permission.READ)
def start() -> ResponseReturnValue:
    """The first idea that waits for the reader's score."""
    entries = queue_of(current_actor(), company_today())
    first = next((entry for entry in entries if not entry.is_scored), None)
    if first is None:
        return redirect(url_for("reviews.queue"), 303)
    if owed_practice(current_actor(), (first.round_id,)):
        return redirect(url_for("reviews.practice", round_id=first.round_id), 303)
    return redirect(url_for("reviews.score", item_id=first.item_id), 303)
