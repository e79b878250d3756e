"""The desk of a handler, and the one form for every act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from improve.core.db import db, transaction
from improve.core.messages import LazyText, _, _l, _n
from improve.core.panels import NextStep
from improve.suggestions.asking.models import AuthorQuestion
from improve.suggestions.asking.queries import open_questions
from improve.suggestions.blueprint import blueprint, visible_or_404
from improve.suggestions.calendar import company_today
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import HANDLERS, Permission
from improve.suggestions.ports import held_among, steps_of
from improve.suggestions.queries import in_order
from improve.suggestions.triage import queries
from improve.suggestions.triage.forms import HandleForm, handle_form
from improve.suggestions.triage.presenting import acts_of
from improve.suggestions.triage.service import handle
from improve.suggestions.triage.values import (
    ACT_WORDS,
    AT_ONCE,
    DESK_WORDS,
    WITH_DAY,
    WITH_PERSON,
    Act,
    Desk,
)
from improve.suggestions.views.ideas import page_of_idea
from improve.web.access import current_actor, requires
from improve.web.formatting import number
from improve.web.navigation import safe_next
from improve.web.tables import PER_PAGE, Page, page_number

DONE_WORDS: dict[Act, LazyText] = {
    Act.RELEASE: _l("Released. The author is told."),
    Act.TAKE_UP: _l("It is yours now. The author knows that somebody looks into it."),
    Act.ACCEPT: _l("Accepted. The author is told."),
    Act.DECLINE: _l("Declined. The author is told."),
    Act.ASK: _l("The author is asked. The clock of the promise stands still until the answer."),
    Act.COMMITTEE: _l("The committee has it for its next round."),
    Act.LOCAL: _l("The local lead has it now."),
    Act.PRACTICE: _l("In practice. The author and all followers are told."),
    Act.PARK: _l("Parked. It comes back by itself on that day."),
    Act.HAND_OVER: _l("Handed over. Your colleague is told."),
    Act.DUE: _l("The day is set."),
    Act.ESCALATE: _l("The next level has it now and is told why."),
    Act.TAKE_BACK: _l("The question is taken back, the clock runs on."),
    Act.FETCH: _l("It is in triage again."),
    Act.HAND_BACK: _l("It is in triage again."),
}


@dataclass(frozen=True)
class Row:
    """One idea on the desk: how it stands, its question, and what can be done with it."""

    suggestion: Suggestion
    step: NextStep
    question: AuthorQuestion | None
    form: HandleForm
    at_once: tuple[Act, ...]
    is_open: bool


@blueprint.get("/triage")
@requires(Permission.ANSWER)
def triage() -> ResponseReturnValue:
    """What waits for me: the most overdue first, with every act in the row."""
    return _page()


@blueprint.post("/<int:suggestion_id>/handle")
@requires(Permission.ANSWER)
def handle_idea(suggestion_id: int) -> ResponseReturnValue:
    """Do one act; back to the desk or to the idea's page."""
    suggestion = visible_or_404(suggestion_id)
    form = handle_form(acts_of(suggestion, held_among([suggestion.id])), sent=True)
    on_desk = request.form.get("at") == "desk"
    if form.validate_on_submit():
        with form.catching(), transaction():
            handle(suggestion, form.value(), by=current_actor())
        if form.ok:
            flash(str(DONE_WORDS[Act(form.value().act)]))
            page = url_for("suggestions.show", suggestion_id=suggestion_id)
            return redirect(safe_next(request.form.get("next"), page), 303)
    if on_desk:
        return _page(refused=(suggestion_id, form)), 422
    return page_of_idea(visible_or_404(suggestion_id), handling=form)


def _page(*, refused: tuple[int, HandleForm] | None = None) -> str:
    actor = current_actor()
    which = _asked()
    total = queries.counts(actor, [which])[which]
    page_at = min(page_number(), max(1, -(-total // PER_PAGE)))
    ids = list(
        db.session.scalars(queries.ids_on(actor, which).limit(PER_PAGE).offset((page_at - 1) * PER_PAGE))
    )
    if refused is not None and refused[0] not in ids:
        ids.insert(0, refused[0])  # somebody else was faster: what was typed is not lost
    late = queries.overdue_count(actor, company_today())
    return render_template(
        "suggestions/triage.html",
        heading=_heading(which, total, late),
        desk=which,
        desks=[(one, DESK_WORDS[one]) for one in (Desk if _handles_units() else (Desk.MINE, Desk.ASKED))],
        counts=queries.counts(actor),
        page=Page(ids, page_at, PER_PAGE, total),
        rows=_rows(in_order(ids), refused),
        today=company_today(),
        words=ACT_WORDS,
        WITH_DAY=WITH_DAY,
        WITH_PERSON=WITH_PERSON,
        Desk=Desk,
    )


def _asked() -> Desk:
    wanted = request.values.get("desk", "")
    return Desk(wanted) if wanted in tuple(Desk) else Desk.MINE


def _handles_units() -> bool:
    """Does a role give the reader the ideas of whole units?"""
    return any(item.role in HANDLERS for item in current_actor().assignments)


def _rows(suggestions: Sequence[Suggestion], refused: tuple[int, HandleForm] | None) -> list[Row]:
    """The rows of a page; the number of statements does not grow with them."""
    steps = steps_of(suggestions)
    held = held_among([suggestion.id for suggestion in suggestions])
    questions = open_questions(suggestion.id for suggestion in suggestions)
    rows = []
    for suggestion in suggestions:
        acts = acts_of(suggestion, held)
        sent = refused[1] if refused is not None and refused[0] == suggestion.id else None
        form = sent or handle_form([act for act in acts if act not in AT_ONCE], prefix=f"h{suggestion.id}-")
        at_once = tuple(act for act in acts if act in AT_ONCE)
        rows.append(
            Row(
                suggestion,
                steps[suggestion.id],
                questions.get(suggestion.id),
                form,
                at_once,
                sent is not None,
            )
        )
    return rows


def _heading(which: Desk, total: int, late: int) -> list[str]:
    """The first line says how much there is to do."""
    if which is not Desk.MINE:
        return [_("%(list)s: %(n)s", list=DESK_WORDS[which], n=number(total))]
    if not total:
        return [_("Nothing waits for you")]
    found = _n("%(n)s idea waits for you", "%(n)s ideas wait for you", total, n=number(total))
    if not late:
        return [found, _("all within their days")]
    return [found, _n("%(n)s overdue", "%(n)s overdue", late, n=number(late))]
