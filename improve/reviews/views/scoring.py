"""One idea in front of one member: reading, scoring, stepping back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from improve.core.db import transaction
from improve.core.errors import Invalid, Refused
from improve.core.messages import _
from improve.core.policy import allows, authorize
from improve.reviews import service
from improve.reviews.days import company_today
from improve.reviews.forms.scoring import ConflictForm, ScoreForm
from improve.reviews.models import Decision, Review, RoundItem
from improve.reviews.policy import Permission
from improve.reviews.presenting import practice_line
from improve.reviews.queries import (
    asked_in,
    conflicts_between,
    current_review,
    decisions_of,
    draft_of,
    is_assigned,
    key_of_person,
    owed_practice,
    own_ratings,
    queue_of,
    reviews_of,
    revisions_of,
    seat_of,
    title_read,
)
from improve.reviews.rules import lifecycle
from improve.reviews.rules.queue import Entry, following, preceding
from improve.reviews.values import CONFIDENCE_WORDS, PROPOSALS, State
from improve.reviews.values.seats import Seat
from improve.reviews.views.blueprint import blueprint, shown_item
from improve.reviews.views.leading import led
from improve.reviews.views.masking import beyond
from improve.reviews.views.rating import comments_on, rated
from improve.suggestions.values import Status
from improve.web.access import current_actor, found_or_404, requires
from improve.web.charts import progress_dots


@dataclass(frozen=True)
class Others:
    """What the other members gave, without names: values of each criterion and whole scores, in their order."""

    scores: list[float]
    values: dict[int, list[float]]
    count: int


@blueprint.get("/items/<int:item_id>")
@requires(Permission.READ)
def score(item_id: int) -> str:
    """Score an idea; when scoring is not possible, read what there is to read."""
    person_id, item = current_actor().person_id, shown_item(item_id)
    before, draft = current_review(item.id, key_of_person(person_id)), draft_of(item.id, person_id)
    fields = draft.fields if draft is not None else None
    form = ScoreForm(
        item.round.rubric_version,
        item.suggestion.category_id,
        before,
        fields,
        weighs=item.round.confidence_weighs,
    )
    return _page(item, form, before, draft.saved_at if draft is not None else None)


@blueprint.post("/items/<int:item_id>")
@requires(Permission.READ)
def hand_in(item_id: int) -> ResponseReturnValue:
    """Save the score and go on to the next idea. Nothing of the page is read unless something is wrong."""
    actor, seat = current_actor(), _met(item_id)
    form = ScoreForm(asked_in(seat.version_id), seat.category_id, weighs=seat.confidence_weighs)
    status = 422
    if form.validate_on_submit():
        try:
            title = title_read(seat)  # now, while what was settled is at hand
            return _onward(seat, title, service.hand_in_and_go_on(item_id, form.review(), by=actor).next_item)
        except (Invalid, Refused) as error:
            form.show(error)
            status = error.status
    item = shown_item(item_id)
    return _page(item, form, current_review(item.id, key_of_person(actor.person_id)), None), status


def _met(item_id: int) -> Seat:
    """The idea in front of the reader; 404 where they must not meet it, for whatever reason they would."""
    seat = seat_of(current_actor(), item_id)
    if seat is None or not seat.is_met:
        shown_item(item_id)
    found: Seat = found_or_404(seat)
    return found


@blueprint.post("/items/<int:item_id>/draft")
@requires(Permission.READ)
def keep(item_id: int) -> ResponseReturnValue:
    """Keep what is filled in so far; the scoring page sends it while its reader goes on."""
    _met(item_id)
    if FlaskForm().validate_on_submit():
        with transaction():
            service.keep_fields(item_id, request.form.to_dict(), by=current_actor())
    return "", 204


@blueprint.post("/items/<int:item_id>/draft/drop")
@requires(Permission.READ)
def drop_draft(item_id: int) -> ResponseReturnValue:
    """Go back to what was handed in, or to an empty form."""
    item = shown_item(item_id)
    if FlaskForm().validate_on_submit():
        with transaction():
            service.drop_draft(item, by=current_actor())
    return redirect(url_for("reviews.score", item_id=item_id), 303)


def _onward(seat: Seat, title: str, after: int | None) -> ResponseReturnValue:
    """To the next idea that waits, or to the end of the queue."""
    if seat.phase is not State.OPEN:
        flash(_("Saved: “%(title)s”.", title=title))
        return redirect(url_for("reviews.score", item_id=seat.item_id), 303)
    if after is not None:
        flash(_("Saved: “%(title)s”.", title=title))
        return redirect(url_for("reviews.score", item_id=after), 303)
    flash(_("Saved. You have scored every idea that waited for you; thank you."))
    return redirect(url_for("reviews.queue", show="scored"), 303)


def _page(item: RoundItem, form: ScoreForm, own: Review | None, kept_at: datetime | None) -> str:
    actor, held = current_actor(), item.round
    is_member = allows(actor, Permission.SCORE, item)
    scoring = (
        is_member
        and lifecycle.is_scoring(held.phase, held.opens_on, held.closes_on, company_today())
        and item.suggestion.state is Status.IN_REVIEW
    )
    may_take = scoring and held.is_assigned and own is None and not is_assigned(item.id, actor.person_id)
    practice_owed = len(owed_practice(actor, (held.id,))) if scoring and own is None else 0
    scoring = scoring and not may_take and not practice_owed
    entries = [one for one in queue_of(actor, company_today()) if one.round_id == held.id] if scoring else []
    reviews = _countable(item)
    criteria = held.rubric_version.asked_of(item.suggestion.category_id)
    in_meeting = held.phase in lifecycle.WITH_RESULTS
    decides = allows(actor, Permission.DECIDE, item)
    sees = _may_see_others(item, own, is_member=is_member)
    rates = service.may_rate(actor, item, own)
    names_shown = in_meeting and (decides or allows(actor, Permission.READ_RECORD, item))
    may_amend = is_member and service.may_amend(item, actor)
    scoring = scoring or (may_amend and "amend" in request.args)
    return render_template(
        "reviews/item.html",
        item=item,
        held=held,
        suggestion=item.suggestion,
        form=form,
        scoring=scoring or form.is_submitted(),
        is_member=is_member,
        may_take=may_take and not practice_owed,
        practice_owed=practice_owed,
        practice_line=practice_line,
        kept_at=kept_at if scoring else None,
        own=own,
        earlier=revisions_of(item.id, key_of_person(actor.person_id))[1:] if own is not None else [],
        may_amend=may_amend,
        place=_place(entries, item.id),
        dots=progress_dots,
        reviews=reviews if names_shown else [],
        others=_others(reviews, actor.person_id) if sees else None,
        comments=comments_on(reviews, actor.person_id) if sees and not names_shown else [],
        rates=rates,
        my_ratings=own_ratings([one.id for one in reviews], actor.person_id) if rates else {},
        rated=rated(item) if names_shown or own is not None else {},
        led=led(item, has_scored=own is not None, is_member=is_member, names_shown=names_shown),
        beyond=beyond(item),
        criteria=criteria,
        total_weight=sum(criterion.weight for criterion in criteria if criterion.in_total),
        decision=_decision(item, decides=decides),
        confidence=CONFIDENCE_WORDS,
        proposals=PROPOSALS,
        State=State,
        in_meeting=in_meeting,
    )


@dataclass(frozen=True)
class Place:
    """Where an idea stands in the reader's queue of its round."""

    number: int
    total: int
    scored: int
    after: int | None
    before: int | None

    @property
    def left(self) -> int:
        """How many still wait."""
        return self.total - self.scored


def _place(entries: Sequence[Entry], item_id: int) -> Place | None:
    ids = [entry.item_id for entry in entries]
    if item_id not in ids:
        return None
    return Place(
        number=ids.index(item_id) + 1,
        total=len(ids),
        scored=sum(entry.is_scored for entry in entries),
        after=following(entries, item_id),
        before=preceding(entries, item_id),
    )


def _countable(item: RoundItem) -> list[Review]:
    """The current reviews of people without a conflict."""
    found = reviews_of([item.id])
    people = [review.reviewer_id for review in found if review.reviewer_id is not None]
    conflicts = conflicts_between({item.id: item.suggestion_id}, people)
    return [review for review in found if (item.id, review.reviewer_id or 0) not in conflicts]


def _may_see_others(item: RoundItem, own: Review | None, *, is_member: bool) -> bool:
    held = item.round
    if held.phase in lifecycle.WITH_RESULTS:
        return True
    return is_member and lifecycle.shows_others(held.phase, held.others_shown, has_scored=own is not None)


def _others(reviews: Sequence[Review], person_id: int) -> Others:
    """Sorted, so that no order tells who gave what."""
    theirs = [review for review in reviews if review.reviewer_id != person_id]
    values: dict[int, list[float]] = {}
    for review in theirs:
        for criterion_id, value in review.values.items():
            if value is not None:
                values.setdefault(criterion_id, []).append(value)
    return Others(
        scores=sorted(review.score for review in theirs if review.score is not None),
        values={criterion_id: sorted(found) for criterion_id, found in values.items()},
        count=len(theirs),
    )


def _decision(item: RoundItem, *, decides: bool) -> Decision | None:
    """The decision, for those who prepare it; for the others once it is published."""
    if not decides and item.round.phase is not State.PUBLISHED:
        return None
    return decisions_of([item.id]).get(item.id)


@blueprint.route("/items/<int:item_id>/conflict", methods=["GET", "POST"])
@requires(Permission.READ)
def conflict(item_id: int) -> ResponseReturnValue:
    """Declare a conflict of interest: the idea leaves the reader's sight."""
    item = shown_item(item_id)
    authorize(current_actor(), Permission.SCORE, item)
    form = ConflictForm()
    status = 200
    if form.validate_on_submit():
        try:
            with transaction():
                service.declare_conflict(item, form.value(), by=current_actor())
            flash(_("You have stepped back from this idea. It is gone from your queue and your results."))
            return redirect(url_for("reviews.queue"), 303)
        except Refused as error:
            form.show(error)
            status = error.status
    elif form.is_submitted():
        status = 422
    return render_template("reviews/conflict.html", form=form, item=shown_item(item_id)), status
