"""Practice ideas: what they are, scoring them, and everybody's scores beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from improve.core.db import transaction
from improve.core.errors import Invalid, Refused
from improve.core.messages import _
from improve.core.policy import Actor, allows
from improve.core.values import check
from improve.reviews import presenting, service
from improve.reviews.days import company_today
from improve.reviews.forms.practice import PracticeForm, PracticeScoreForm
from improve.reviews.models import Criterion, Practice, PracticeReview, Round
from improve.reviews.policy import Permission
from improve.reviews.queries import (
    members_on,
    owed_practice,
    practice_at,
    practice_readings,
    practice_reviews,
    practices_for,
    to_practice_on,
)
from improve.reviews.rules import lifecycle
from improve.reviews.rules.practice import Row, compare, widest
from improve.reviews.rules.scoring import Asked
from improve.reviews.values import MOST_PRACTICE, PracticeChoice, State
from improve.reviews.views.blueprint import blueprint, shown_round
from improve.web.access import current_actor, found_or_404, requires
from improve.web.tables import page_number, paginate

PER_PAGE = 10


@blueprint.get("/rounds/<int:round_id>/practice")
@requires(Permission.READ)
def practice(round_id: int) -> ResponseReturnValue:
    """The practice ideas of a round; those who set it up choose them here."""
    return _overview(shown_round(round_id), PracticeForm())


@blueprint.post("/rounds/<int:round_id>/practice/write")
@requires(Permission.READ)
def write_practice(round_id: int) -> ResponseReturnValue:
    """Add one that was written for it."""
    held = shown_round(round_id)
    form = PracticeForm()
    if form.validate_on_submit():
        with form.catching(), transaction():
            service.write_practice(held, form.value(), by=current_actor())
        if form.ok:
            return redirect(url_for("reviews.practice", round_id=round_id), 303)
    return _overview(shown_round(round_id), form), 422


@blueprint.post("/rounds/<int:round_id>/practice/choose")
@requires(Permission.READ)
def choose_practice(round_id: int) -> ResponseReturnValue:
    """Add one that was decided earlier."""
    held = shown_round(round_id)
    if FlaskForm().validate_on_submit():
        try:
            data = check(PracticeChoice, {"suggestion_id": request.form.get("idea", "")})
            with transaction():
                service.choose_practice(held, data, by=current_actor())
        except Invalid:
            flash(_("This idea cannot be practiced on. Choose one from the list."), "error")
        except Refused as error:
            flash(str(error), "error")
    return redirect(url_for("reviews.practice", round_id=round_id), 303)


@blueprint.post("/rounds/<int:round_id>/practice/<int:place>/remove")
@requires(Permission.READ)
def remove_practice(round_id: int, place: int) -> ResponseReturnValue:
    """Take one out."""
    held = shown_round(round_id)
    if FlaskForm().validate_on_submit():
        try:
            with transaction():
                service.remove_practice(held, place, by=current_actor())
        except Refused as error:
            flash(str(error), "error")
    return redirect(url_for("reviews.practice", round_id=round_id), 303)


@blueprint.route("/rounds/<int:round_id>/practice/<int:place>", methods=["GET", "POST"])
@requires(Permission.READ)
def practice_idea(round_id: int, place: int) -> ResponseReturnValue:
    """Score a practice idea; then see what the others gave it."""
    actor = current_actor()
    one: Practice = found_or_404(practice_at(actor, shown_round(round_id).id, place))
    form = PracticeScoreForm(one.round.rubric_version, one.category_id)
    status = 200
    if form.validate_on_submit():
        try:
            with transaction():
                service.score_practice(one, form.answers(), by=actor)
            flash(_("Saved. Here is what the others gave."))
            return redirect(url_for("reviews.practice_idea", round_id=round_id, place=place), 303)
        except (Invalid, Refused) as error:
            form.show(error)
            status = error.status
    elif form.is_submitted():
        status = 422
    one = found_or_404(practice_at(actor, shown_round(round_id).id, place))
    return _idea(one, form, actor), status


def _overview(held: Round, form: PracticeForm) -> str:
    actor = current_actor()
    practices = practices_for(actor, held.id)
    reviews = practice_reviews([one.id for one in practices])
    mine = {one.id: any(given.person_id == actor.actor_id for given in reviews[one.id]) for one in practices}
    owed = {place for _round, place in _owed(actor, held)}
    may_set = service.may_set_practice(held, by=actor)
    text = request.args.get("q", "").replace("\0", "").strip()[:200]
    return render_template(
        "reviews/practice.html",
        held=held,
        practices=practices,
        readings=practice_readings(practices),
        mine=mine,
        owed=owed,
        done={one.id: len(reviews[one.id]) for one in practices},
        members=len(members_on(held.committee_id, company_today())),
        may_set=may_set,
        is_full=len(practices) >= MOST_PRACTICE,
        form=form,
        text=text,
        page=paginate(to_practice_on(actor, held, text), page=page_number(), per_page=PER_PAGE)
        if may_set
        else None,
        State=State,
    )


def _owed(actor: Actor, held: Round) -> list[tuple[int, int]]:
    """What waits for the reader's practice."""
    if held.phase is not State.OPEN or not allows(actor, Permission.SCORE, held):
        return []
    return owed_practice(actor, (held.id,))


@dataclass(frozen=True)
class Line:
    """A criterion with what was given to it."""

    criterion: Criterion
    row: Row


@dataclass(frozen=True)
class Comparison:
    """Everybody's answers. `named`: for those who read names in this round."""

    lines: list[Line]
    widest: Line | None
    own: PracticeReview | None
    others: int
    scores: list[float]
    named: Sequence[PracticeReview]

    @property
    def heading(self) -> str:
        """What it says, in one line."""
        if not self.others or (self.own is None and self.others < 2):
            return (
                _("Nobody else has scored this practice idea yet")
                if self.own
                else _("Nothing to compare yet")
            )
        if self.widest is None:
            return _("All see this practice idea alike")
        given = self.widest.row.given
        return _(
            "Views differ most on “%(criterion)s”: from %(low)s to %(high)s",
            criterion=self.widest.criterion.name,
            low=presenting.answer_word(self.widest.criterion, min(given)),
            high=presenting.answer_word(self.widest.criterion, max(given)),
        )


def _comparison(one: Practice, actor: Actor) -> Comparison:
    held = one.round
    reviews = practice_reviews([one.id])[one.id]
    own = next((given for given in reviews if given.person_id == actor.actor_id), None)
    others = [given for given in reviews if given is not own]
    criteria = [c for c in held.rubric_version.asked_of(one.category_id) if not c.is_text]
    rows = compare(
        [Asked(c.id, c.weight, c.lowest, c.highest, c.in_total) for c in criteria],
        own.values if own is not None else None,
        [given.values for given in others],
    )
    lines = [Line(criterion, row) for criterion, row in zip(criteria, rows, strict=True)]
    wide = widest(rows)
    sees_names = allows(actor, Permission.DECIDE, held) or allows(actor, Permission.READ_RECORD, held)
    return Comparison(
        lines=lines,
        widest=next((line for line in lines if line.row is wide), None),
        own=own,
        others=len(others),
        scores=sorted(given.score for given in others if given.score is not None),
        named=sorted(reviews, key=lambda given: given.person.name) if sees_names else [],
    )


def _idea(one: Practice, form: PracticeScoreForm, actor: Actor) -> str:
    held = one.round
    found = _comparison(one, actor)
    owed = _owed(actor, held)
    scoring = found.own is None and (held.id, one.place) in owed
    # A member scores first; who does not score, or did not while one could, compares without.
    compares = found.own is not None or not (
        held.phase not in lifecycle.WITH_RESULTS and allows(actor, Permission.SCORE, held)
    )
    after = [place for _round, place in owed if place != one.place]
    criteria = [question.criterion for question in form.questions]
    return render_template(
        "reviews/practice_idea.html",
        held=held,
        one=one,
        read=practice_readings([one])[one.id],
        form=form,
        scoring=scoring,
        found=found if compares and not scoring else None,
        left=after,
        total_weight=sum(criterion.weight for criterion in criteria if criterion.in_total),
        show=presenting,
        State=State,
    )
