"""Scoring many ideas on one page: a row for each idea of the reader's queue, a column for each criterion."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from improve.core.db import transaction
from improve.core.errors import Invalid, Refused
from improve.core.messages import LazyText, _l, _n
from improve.reviews import service
from improve.reviews.days import company_today
from improve.reviews.models import Criterion, Review, RoundItem
from improve.reviews.policy import Permission
from improve.reviews.presenting import practice_line
from improve.reviews.queries import items_of, owed_practice, queue_of, reviews_of
from improve.reviews.values import Kind, ReviewData, ReviewNotes
from improve.reviews.values.kinds import MOST_CRITERIA
from improve.reviews.views.blueprint import blueprint, shown_round
from improve.web.access import current_actor, requires
from improve.web.tables import Page, page_number

PER_PAGE = 25
CANNOT_JUDGE = "na"


@dataclass
class Row:
    """One idea: what was given before, what stands in its cells now, and what is wrong with it."""

    item: RoundItem
    criteria: Sequence[Criterion]
    before: Review | None
    cells: dict[int, str] = field(default_factory=dict)
    errors: list[LazyText] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cells = self._stored()
        if request.method == "POST":
            self.cells = {one: request.form.get(self.name(one), text) for one, text in self.cells.items()}

    def name(self, criterion_id: int) -> str:
        """The field of a cell."""
        return f"i{self.item.id}c{criterion_id}"

    def has(self, criterion_id: int) -> bool:
        """Is the idea asked this?"""
        return any(criterion.id == criterion_id for criterion in self.criteria)

    @property
    def is_touched(self) -> bool:
        """Does a cell say something else than what is stored?"""
        return self.cells != self._stored()

    def _stored(self) -> dict[int, str]:
        known = self.before.values if self.before is not None else {}
        return {
            criterion.id: (
                ""
                if criterion.id not in known
                else CANNOT_JUDGE
                if known[criterion.id] is None
                else f"{known[criterion.id]:g}"
            )
            for criterion in self.criteria
        }

    def data(self) -> ReviewData:
        """The row as a whole review; notes and texts stay what they are."""
        scores: dict[int, float | None] = {}
        for criterion in self.criteria:
            text = self.cells[criterion.id]
            if text == CANNOT_JUDGE:
                scores[criterion.id] = None
            elif text in [str(value) for value in criterion.scale]:
                scores[criterion.id] = float(text)
            else:
                raise Invalid.field("", _l("A value is missing in this row, or is none of those offered."))
        before = self.before
        if before is None:
            return ReviewData(scores, ReviewNotes())
        notes = ReviewNotes(
            before.note_to_author,
            before.private_note,
            before.proposal,
            before.confidence,
            before.merge_with,
        )
        return ReviewData(scores, notes, before.texts)


@blueprint.route("/rounds/<int:round_id>/table", methods=["GET", "POST"])
@requires(Permission.READ)
def table(round_id: int) -> ResponseReturnValue:
    """Score row by row; good rows are kept, the others say what is missing."""
    rows, page = _rows(round_id, _sent() if request.method == "POST" else ())
    if FlaskForm().validate_on_submit():
        # All that rows say is taken down before the first is saved: a transaction lets go of what was loaded.
        sent = [(row, row.item.id, _data(row)) for row in rows if row.is_touched]
        saved = sum(_save(row, item_id, data) for row, item_id, data in sent if data is not None)
        if not any(row.errors for row in rows):
            flash(_n("%(n)s score saved", "%(n)s scores saved", saved))
            return redirect(url_for("reviews.table", round_id=round_id, page=page.number), 303)
        return _page(round_id, rows, page, saved), 422
    return _page(round_id, rows, page, 0)


def _rows(round_id: int, sent: Collection[int] = ()) -> tuple[list[Row], Page[int]]:
    """A page of the reader's ideas. What was sent stays on it, however the queue has changed in the meantime."""
    actor = current_actor()
    held = shown_round(round_id)
    queue = [entry.item_id for entry in queue_of(actor, company_today()) if entry.round_id == held.id]
    ids = sorted(queue)  # a fixed order: a row stays where it was when it is saved
    number = page_number()
    part = sorted(sent) if sent else ids[(number - 1) * PER_PAGE : number * PER_PAGE]
    items = {item.id: item for item in items_of(actor, held.id, only=part)}
    own = {one.item_id: one for one in reviews_of(items) if one.reviewer_id == actor.actor_id}
    rows = []
    for item_id in part:
        if item_id not in items:
            continue  # a conflict came up, or it was withdrawn: there is nothing to score any more
        item = items[item_id]
        asked = [one for one in held.rubric_version.asked_of(item.suggestion.category_id) if not one.is_text]
        rows.append(Row(item, asked, own.get(item_id)))
    return rows, Page(items=part, number=number, per_page=PER_PAGE, total=len(ids))


FIELD = re.compile(r"i([1-9][0-9]{0,8})c[1-9][0-9]{0,8}")


def _sent() -> set[int]:
    """The ideas whose rows stood on the page that was sent."""
    found = [FIELD.fullmatch(name) for name in list(request.form)[: PER_PAGE * MOST_CRITERIA * 2]]
    return {int(match[1]) for match in found if match is not None}


def _data(row: Row) -> ReviewData | None:
    try:
        return row.data()
    except Invalid as error:
        row.errors = [message for messages in error.errors.values() for message in messages][:1]
    return None


def _save(row: Row, item_id: int, data: ReviewData) -> bool:
    try:
        with transaction():
            service.hand_in(item_id, data, by=current_actor())
    except Invalid as error:
        row.errors = [message for messages in error.errors.values() for message in messages][:1]
    except Refused as error:
        row.errors = [error.message]
    return not row.errors


def _page(round_id: int, rows: Sequence[Row], page: Page[int], saved: int) -> str:
    held = shown_round(round_id)
    fresh, _fresh_page = (rows, page) if not saved else _rows(round_id, [row.item.id for row in rows])
    wrong = {row.item.id: row for row in rows if row.errors}
    shown = [wrong.get(row.item.id, row) for row in fresh]
    for row in shown:
        row.errors = wrong[row.item.id].errors if row.item.id in wrong else []
    return render_template(
        "reviews/table.html",
        held=held,
        rows=shown,
        page=page,
        saved=saved,
        columns=[one for one in held.rubric_version.criteria if not one.is_text],
        Kind=Kind,
        cannot_judge=CANNOT_JUDGE,
        wrong=bool(wrong),
        practice_owed=len(owed_practice(current_actor(), (held.id,))) if rows else 0,
        practice_line=practice_line,
    )
