"""The meeting as everybody follows it, and its minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from improve.core.db import transaction
from improve.core.errors import Refused
from improve.core.policy import allows, authorize
from improve.reviews import presenting, service, voting_words
from improve.reviews.days import company_today
from improve.reviews.models import Decision, Meeting, Round, RoundItem
from improve.reviews.policy import Permission
from improve.reviews.queries import (
    answers_as_read,
    conflicts_between,
    decisions_of,
    earlier_decisions,
    items_of,
    meeting_of,
    members_on,
    outcome_of_each,
    results_for,
    summaries_of,
    talked_in,
)
from improve.reviews.rules import lifecycle
from improve.reviews.rules.standing import ItemStanding, Standing, Talk
from improve.reviews.values import State, VoteKind
from improve.reviews.views.blueprint import blueprint, shown_item, shown_round
from improve.reviews.views.leading import led
from improve.reviews.views.voting import shown_polls, voted_items
from improve.web.access import current_actor, requires
from improve.web.tables import Page, page_number

PER_PAGE = 50
MINUTES = 500  # ideas in one document


@dataclass(frozen=True)
class Point:
    """One idea on the agenda: why it stands there (None: it follows the others), and what is known of it."""

    item: RoundItem
    standing: ItemStanding
    talk: Talk | None
    decision: Decision | None
    was_talked: bool
    is_now: bool


@dataclass(frozen=True)
class Room:
    """The meeting for one reader: one page of its agenda. `now` is None while nothing is called or the reader must
    not meet it; `after` is the first idea that is neither decided nor was talked about.
    """

    held: Round
    meeting: Meeting | None
    page: Page[Point]
    now: Point | None
    after: Point | None
    found: Standing
    leads: bool

    @property
    def points(self) -> Sequence[Point]:
        """What stands on this page."""
        return self.page.items

    @property
    def is_on(self) -> bool:
        """Has it begun, and not ended?"""
        return self.meeting is not None and self.meeting.ended_at is None

    @property
    def must_leave(self) -> bool:
        """Is an idea called that the reader has a conflict with?"""
        return (
            self.is_on and self.meeting is not None and self.meeting.item_id is not None and self.now is None
        )


def room(held: Round, *, first: Sequence[int] = (), per_page: int = PER_PAGE) -> Room:
    """Everything on the page; built from the ideas that the reader may meet. `first`: ideas that stand in front."""
    actor = current_actor()
    results = results_for(held, actor)
    talks = {talk.item_id: talk for talk in results.talks}
    meeting = meeting_of(held.id)
    leads = allows(actor, Permission.DECIDE, held)
    decided = outcome_of_each(held.id) if leads or held.phase is State.PUBLISHED else {}
    talked = {one.item_id for one in talked_in(held.id)}
    called = meeting.item_id if meeting is not None else None
    front = [one for one in dict.fromkeys((*first, *talks)) if one in results.by_item]
    order = [*front, *(one for one in results.by_item if one not in set(front))]
    after = next((one for one in order if one not in talked and one not in decided and one != called), None)
    number = page_number()
    part = order[(number - 1) * per_page : number * per_page]
    wanted = {one for one in (*part, called, after) if one is not None}
    items = {item.id: item for item in items_of(actor, held.id, only=wanted)}
    decisions = decisions_of(wanted & decided.keys())
    points = {
        item_id: Point(
            item,
            results.by_item[item_id],
            talks.get(item_id),
            decisions.get(item_id),
            item_id in talked,
            called == item_id,
        )
        for item_id, item in items.items()
        if item_id in results.by_item
    }
    return Room(
        held,
        meeting,
        Page([points[one] for one in part if one in points], number, per_page, len(order)),
        points.get(called) if called is not None else None,
        points.get(after) if after is not None else None,
        results.found,
        leads,
    )


@blueprint.get("/rounds/<int:round_id>/meeting")
@requires(Permission.READ)
def meeting(round_id: int) -> ResponseReturnValue:
    """The agenda, what is talked about now, and who has left the room; it keeps itself up to date."""
    held = shown_round(round_id)
    lifecycle.check_results(held.phase)
    here = room(held)
    now = here.now
    found = shown_polls(held)
    return render_template(
        "reviews/_meeting_now.html" if "HX-Request" in request.headers else "reviews/meeting.html",
        here=here,
        held=held,
        now=now,
        recused=service.recused_names(now.item) if now is not None else [],
        led=led(now.item, has_scored=True, is_member=True, names_shown=here.leads)
        if now is not None
        else None,
        polls=found,
        voting=next((poll for poll in found if poll.vote.is_open), None),
        may_open=here.leads and held.phase in lifecycle.DECIDING,
        words=voting_words,
        show=presenting,
        State=State,
    )


@blueprint.post("/rounds/<int:round_id>/meeting")
@requires(Permission.READ)
def run_meeting(round_id: int) -> ResponseReturnValue:
    """Begin, end, or (with `item`) turn to an idea."""
    held, actor = shown_round(round_id), current_actor()
    if FlaskForm().validate_on_submit():
        try:
            with transaction():
                if "end" in request.form:
                    service.end_meeting(held, by=actor)
                elif "item" in request.form:
                    raw = request.form["item"]
                    service.call_idea(
                        shown_item(int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 0),
                        by=actor,
                    )
                else:
                    service.start_meeting(held, by=actor)
        except Refused as error:
            flash(str(error), "error")
    return redirect(url_for("reviews.meeting", round_id=round_id), 303)


@blueprint.get("/rounds/<int:round_id>/minutes")
@requires(Permission.READ)
def minutes(round_id: int) -> ResponseReturnValue:
    """The minutes, to be printed: every idea with its scores, who was recused, the decision and its reason."""
    held, actor = shown_round(round_id), current_actor()
    authorize(actor, Permission.READ_RECORD, held)
    lifecycle.check_results(held.phase)
    told = talked_in(held.id)
    here = room(held, first=[one.item_id for one in told], per_page=MINUTES)
    members = members_on(held.committee_id, min(company_today(), held.closes_on))
    ids = {point.item.id: point.item.suggestion_id for point in here.points}
    found = shown_polls(held, closed=True)
    pairs = conflicts_between(ids, [member.person_id for member in members])
    return render_template(
        "reviews/minutes.html",
        here=here,
        held=held,
        points=here.points,
        earlier=earlier_decisions(ids),
        responses=answers_as_read([point.item for point in here.points]),
        summaries=summaries_of([point.item for point in here.points]),
        talked={one.item_id: one for one in told},
        members=members,
        polls=found,
        voted=voted_items(held, found),
        words=voting_words,
        VoteKind=VoteKind,
        recused={
            item_id: [m.person.name for m in members if (item_id, m.person_id) in pairs] for item_id in ids
        },
        show=presenting,
        State=State,
    )
