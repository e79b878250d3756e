"""A round: how far it has come, its results, its decisions and their publication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from improve.accounts.models import Person
from improve.core.db import transaction
from improve.core.errors import Invalid, Refused
from improve.core.messages import _n
from improve.core.policy import allows
from improve.reviews import presenting, service
from improve.reviews.days import company_today
from improve.reviews.forms.rounds import DecisionsForm, bases_sent
from improve.reviews.models import Decision, Round, RoundItem
from improve.reviews.policy import Permission, in_office, manages
from improve.reviews.queries import (
    Inputs,
    assigned_pairs,
    decisions_numbered,
    decisions_of,
    inputs_of,
    items_of,
    meeting_of,
    members_on,
    names_of,
    queue_of,
    reviews_of,
    standing_of,
)
from improve.reviews.rules import lifecycle
from improve.reviews.rules.standing import Band, ItemStanding, Standing, agenda
from improve.reviews.values import CONFLICT_WORDS, Outcome, State
from improve.reviews.views.blueprint import blueprint, shown_round
from improve.web.access import current_actor, requires
from improve.web.charts import interval_scale, progress_dots


@blueprint.get("/rounds/<int:round_id>")
@requires(Permission.READ)
def show_round(round_id: int) -> ResponseReturnValue:
    """The round as it stands: being prepared, open, or with results."""
    held = shown_round(round_id)
    if held.phase is State.DRAFT:
        return redirect(url_for("reviews.prepare", round_id=held.id), 303)
    if held.phase is State.OPEN:
        return _progress(held)
    return _results(held, None)


@dataclass(frozen=True)
class MemberProgress:
    """How many of the ideas that a member may score they have scored."""

    name: str
    is_chair: bool
    scored: int
    total: int


def _progress(held: Round) -> str:
    """Who has finished, for those who look after the round; my own part for a member. No score is shown."""
    actor = current_actor()
    items = items_of(actor, held.id)
    inputs = inputs_of(held).only(item.id for item in items)
    given = {(one.item_id, one.reviewer) for one in inputs.given}
    overview = manages(actor, held) or in_office(actor, held, chair=True)
    asked = assigned_pairs(held.id) if held.is_assigned else None
    members = [
        _member_progress(
            member.person, member.is_chair, _asked_of(member.person, items, inputs, asked), given
        )
        for member in members_on(held.committee_id, company_today())
    ]
    queue = [entry for entry in queue_of(actor, company_today()) if entry.round_id == held.id]
    return render_template(
        "reviews/progress.html",
        held=held,
        heading=presenting.progress_heading(
            sum(member.scored for member in members), sum(member.total for member in members), held.closes_on
        ),
        items=items,
        counts={item.id: sum(pair[0] == item.id for pair in given) for item in items},
        possible=inputs.possible,
        members=members,
        overview=overview,
        recused=_recused(items, inputs, blind=held.is_blind) if overview else [],
        may_record=overview,
        queue=queue,
        mine={entry.item_id: entry.is_scored for entry in queue},
        waiting=sum(not entry.is_scored for entry in queue),
        dots=progress_dots,
        may_manage=manages(actor, held),
    )


def _asked_of(
    person: Person, items: Sequence[RoundItem], inputs: Inputs, asked: set[tuple[int, int]] | None
) -> list[int]:
    return [
        item.id
        for item in items
        if (item.id, person.id) not in inputs.recused and (asked is None or (item.id, person.id) in asked)
    ]


def _member_progress(
    person: Person, is_chair: bool, own: Sequence[int], given: set[tuple[int, str]]
) -> MemberProgress:
    return MemberProgress(
        name=person.name,
        is_chair=is_chair,
        scored=sum((item_id, f"p{person.id}") in given for item_id in own),
        total=len(own),
    )


@dataclass(frozen=True)
class Recusal:
    """Who stays away from an idea, and why (nothing while the round is blind: it would name the author)."""

    item: RoundItem
    people: list[tuple[str, str]]


def _recused(items: Sequence[RoundItem], inputs: Inputs, *, blind: bool) -> list[Recusal]:
    people = names_of({pair[1] for pair in inputs.recused})
    found = []
    for item in items:
        named = [
            (people[person_id], "" if blind else str(CONFLICT_WORDS[kind]))
            for (item_id, person_id), kind in inputs.recused.items()
            if item_id == item.id and person_id in people
        ]
        if named:
            found.append(Recusal(item, sorted(named)))
    return found


@dataclass(frozen=True)
class Group:
    """A band of the table; `rows` are its ideas, `cut_after` the place in it after which the cut line runs."""

    band: Band
    rows: list[ItemStanding]
    cut_after: int | None


def _groups(found: Standing) -> list[Group]:
    """The bands in order, with the cut line in the one where the last place falls; none where all ideas fit."""
    scored = [item for item in found.items if item.band is not Band.UNSCORED]
    groups: list[Group] = []
    before = 0
    for band, rows in groupby(found.items, key=lambda item: item.band):
        part = list(rows)
        inside = found.places - before
        cut = inside if 0 < inside <= len(part) and found.places < len(scored) else None
        groups.append(Group(band, part, cut if band is not Band.UNSCORED else None))
        before += len(part)
    return groups


def _results(held: Round, form: DecisionsForm | None) -> str:
    actor = current_actor()
    items = items_of(actor, held.id)
    everything = inputs_of(held)
    inputs = everything.only(item.id for item in items)
    found = standing_of(held, inputs)
    decisions = decisions_of(item.id for item in items)
    decides = held.phase in lifecycle.DECIDING and allows(actor, Permission.DECIDE, held)
    sees_names = allows(actor, Permission.DECIDE, held) or allows(actor, Permission.READ_RECORD, held)
    is_public = held.phase is State.PUBLISHED
    if decides and form is None:
        form = DecisionsForm(items, decisions)
    scored = sum(item.n > 0 for item in found.items)
    return render_template(
        "reviews/results.html",
        held=held,
        heading=_heading(held, found, scored, decisions),
        base=presenting.base_line(len(items), found.reviewers, found.reviews),
        standing=found,
        groups=_groups(found),
        items={item.id: item for item in items},
        decisions=decisions if decides or is_public or sees_names else {},
        undecided=sum(item.id not in decisions for item in items),
        form=form if decides else None,
        decides=decides,
        may_publish=held.phase in lifecycle.DECIDING and (decides or manages(actor, held)),
        may_manage=manages(actor, held),
        may_meet=not is_public or meeting_of(held.id) is not None,
        sees_names=sees_names,
        names=_reviewer_names(items) if sees_names else {},
        recused=_recused(items, inputs, blind=held.is_blind) if sees_names else [],
        may_record=not is_public and service.may_record(actor, held),
        talks=agenda(found) if not is_public else [],
        scale=presenting.scale_of(found),
        show=presenting,
        interval_scale=interval_scale,
        reason=presenting.REASONS.get(found.reason or ""),
        Band=Band,
        State=State,
    )


def _heading(held: Round, found: Standing, scored: int, decisions: Mapping[int, Decision]) -> str:
    if held.phase is State.PUBLISHED:
        accepted = sum(decision.verdict is Outcome.ACCEPT for decision in decisions.values())
        return presenting.published_heading(accepted, len(found.items))
    return presenting.results_heading(found, scored)


def _reviewer_names(items: Sequence[RoundItem]) -> dict[str, str]:
    return {review.reviewer_key: review.reviewer_label for review in reviews_of(item.id for item in items)}


@blueprint.post("/rounds/<int:round_id>/decisions")
@requires(Permission.READ)
def save_decisions(round_id: int) -> ResponseReturnValue:
    """Store the decisions of the table; good ones are kept only when all are good."""
    held = shown_round(round_id)
    actor = current_actor()
    items = items_of(actor, held.id)
    form = DecisionsForm(items, decisions_of(item.id for item in items), decisions_numbered(bases_sent()))
    if not form.validate_on_submit():
        return _results(held, form), 422
    deciding: int | None = None
    try:
        made = form.made()
        with transaction():
            for item_id, decision in made.items():
                deciding = item_id
                service.decide(form.choices[item_id].item, decision, by=actor)
    except (Invalid, Refused) as error:
        form.problems = [] if isinstance(error, Invalid) else [error.message]
        if isinstance(error, Invalid) and deciding is not None:
            form.choices[deciding].errors = error.errors
        return _results(shown_round(round_id), form), error.status
    flash(_n("%(n)s decision saved", "%(n)s decisions saved", len(made)))
    return redirect(url_for("reviews.show_round", round_id=round_id), 303)
