"""Votes inside the committee: opening one, the ballot, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from improve.core.db import db, transaction
from improve.core.errors import Invalid, Refused
from improve.core.messages import _, _l
from improve.core.policy import Actor, allows, authorize
from improve.reviews import presenting, service, voting_words
from improve.reviews.forms.voting import BallotForm, VoteForm
from improve.reviews.models import Round, RoundItem
from improve.reviews.policy import Permission
from improve.reviews.queries import (
    Poll,
    ballot_of,
    ids_of,
    items_of,
    polls,
    reading_of,
    results_for,
    visible_items,
    vote_numbered,
    votes_of,
)
from improve.reviews.rules import lifecycle
from improve.reviews.rules.standing import Band
from improve.reviews.rules.voting import suggested
from improve.reviews.values.votes import VoteKind
from improve.reviews.views.blueprint import blueprint, shown_round
from improve.web.access import current_actor, found_or_404, requires

AROUND = 60  # ideas to tick: those next to the cut line


def shown_polls(held: Round, *, closed: bool = False) -> list[Poll]:
    """The votes of a round for the reader, the latest first; none costs no look at the ideas."""
    votes = votes_of(held.id, closed=closed)
    return polls(held, votes, ids_of(current_actor(), held.id)) if votes else []


def voted_items(held: Round, found: Sequence[Poll]) -> dict[int, RoundItem]:
    """Item id -> idea, of everything that these votes are about."""
    wanted = {one for poll in found for one in poll.items}
    return {item.id: item for item in items_of(current_actor(), held.id, only=wanted)} if wanted else {}


def places_in(found: Sequence[Poll]) -> dict[int, str]:
    """Item id -> where the latest vote about it put it, in words; for beside the numbers."""
    told: dict[int, str] = {}
    for poll in found:
        result = poll.tally
        for line in result.lines if result.ballots else ():
            told.setdefault(
                line.item_id, _("vote: place %(place)s of %(of)s", place=line.place, of=len(result.lines))
            )
    return told


@blueprint.route("/rounds/<int:round_id>/votes/new", methods=["GET", "POST"])
@requires(Permission.READ)
def new_vote(round_id: int) -> ResponseReturnValue:
    """Choose the ideas and how to vote; those tied across the cut line are ticked."""
    held, actor = shown_round(round_id), current_actor()
    authorize(actor, Permission.DECIDE, held)
    lifecycle.check_deciding(held.phase)
    found = results_for(held, actor).found
    form = VoteForm(suggested(found))
    if form.validate_on_submit():
        vote_id = None
        with form.catching(), transaction():
            named = _named(held, actor, form.named())
            data = form.value()
            vote_id = service.open_vote(held, data, [*form.ticked, *named], by=actor).id
        if form.ok:
            flash(_("The vote is open. The members have been told."))
            return redirect(url_for("reviews.vote", round_id=round_id, vote_id=vote_id), 303)
        held = shown_round(round_id)
    scored = [row for row in found.items if row.band is not Band.UNSCORED]
    rows = scored[max(0, found.places - AROUND // 2) : found.places + AROUND // 2] or found.items[:AROUND]
    wanted = dict.fromkeys([*(row.item_id for row in rows), *form.ticked])
    items = {item.id: item for item in items_of(actor, held.id, only=wanted)}
    return render_template(
        "reviews/vote_form.html",
        held=held,
        form=form,
        items=[items[one] for one in wanted if one in items],
        by_item=results_for(held, actor).by_item,
        tied=found.count(Band.TIED),
        show=presenting,
    ), 422 if form.is_submitted() else 200


def _named(held: Round, actor: Actor, numbers: Sequence[int]) -> list[int]:
    """The item ids of ideas by their numbers."""
    found = visible_items(actor).where(
        RoundItem.round_id == held.id, RoundItem.suggestion_id.in_(sorted(set(numbers)))
    )
    columns = found.with_only_columns(RoundItem.suggestion_id, RoundItem.id)
    known: Mapping[int, int] = dict(db.session.execute(columns).tuples().all()) if numbers else {}
    missing = [number for number in numbers if number not in known]
    if missing:
        raise Invalid.field("further", _l("There is no idea #%(number)s in this round.", number=missing[0]))
    return sorted(known.values())


@blueprint.route("/rounds/<int:round_id>/votes/<int:vote_id>", methods=["GET", "POST"])
@requires(Permission.READ)
def vote(round_id: int, vote_id: int) -> ResponseReturnValue:
    """The ballot while the vote is open, then what came of it."""
    poll, form = _asked(round_id, vote_id)
    status = 200
    if form is not None and form.validate_on_submit():
        try:
            with transaction():
                service.cast_ballot(poll.vote.round, poll.vote, form.marks(), by=current_actor())
            flash(_("Your ballot is in. You can change it until the vote is closed."))
            return redirect(url_for("reviews.vote", round_id=round_id, vote_id=vote_id), 303)
        except (Invalid, Refused) as error:
            status = error.status
            form.show(error)
            poll, fresh = _asked(round_id, vote_id)
            if fresh is None:  # closed in the meantime
                flash(str(error), "error")
                return redirect(url_for("reviews.vote", round_id=round_id, vote_id=vote_id), 303)
            _keep(form, fresh)
    elif form is not None and form.is_submitted():
        status = 422
    return _page(poll, form), status


def _keep(sent: BallotForm, fresh: BallotForm) -> None:
    """What was loaded before a refusal is let go; the rows get the ideas as they are now."""
    items = {row.name: row.item for row in fresh.rows}
    sent.rows = [row for row in sent.rows if row.name in items]
    for row in sent.rows:
        row.item = items[row.name]


def _asked(round_id: int, vote_id: int) -> tuple[Poll, BallotForm | None]:
    """The vote for the reader, or 404; with a ballot where they have one."""
    held, actor = shown_round(round_id), current_actor()
    found = vote_numbered(held.id, vote_id)
    meant = (
        polls(held, [found], [one.id for one in items_of(actor, held.id, only=found.item_ids)])
        if found
        else []
    )
    poll: Poll = found_or_404(meant[0] if meant else None)
    if not poll.vote.is_open or actor.actor_id not in poll.voters:
        return poll, None
    mine = ballot_of(poll.vote.id, actor.person_id)
    items = items_of(actor, held.id, only=poll.items)
    return poll, BallotForm(poll.vote, items, mine.marks if mine is not None else {})


def _page(poll: Poll, form: BallotForm | None) -> str:
    held, actor = poll.vote.round, current_actor()
    items = {item.id: item for item in items_of(actor, held.id, only=poll.items)}
    result = poll.tally if not poll.vote.is_open else None
    titles = {one: reading_of(item).title for one, item in items.items()}
    return render_template(
        "reviews/vote.html",
        held=held,
        poll=poll,
        vote=poll.vote,
        form=form,
        has_voted=actor.actor_id in poll.cast,
        items=items,
        result=result,
        heading=voting_words.heading(result, titles) if result is not None else "",
        words=voting_words,
        may_close=poll.vote.is_open and service.may_close(actor, held),
        may_open=held.phase in lifecycle.DECIDING and allows(actor, Permission.DECIDE, held),
        VoteKind=VoteKind,
    )


@blueprint.post("/rounds/<int:round_id>/votes/<int:vote_id>/close")
@requires(Permission.READ)
def close_vote(round_id: int, vote_id: int) -> ResponseReturnValue:
    """End the vote: everybody sees the result."""
    poll, _form = _asked(round_id, vote_id)
    if FlaskForm().validate_on_submit():
        with transaction():
            service.close_vote(poll.vote.round, poll.vote, by=current_actor())
        flash(_("The vote is closed."))
    return redirect(url_for("reviews.vote", round_id=round_id, vote_id=vote_id), 303)
