"""The page of one idea."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from improve.accounts.models import Person
from improve.core.db import LARGEST_ID
from improve.core.policy import allows
from improve.suggestions import rules
from improve.suggestions.anonymity.own import is_marked_own
from improve.suggestions.anonymity.queries import is_claimed
from improve.suggestions.asking.forms import ReplyForm
from improve.suggestions.attachments.views import attached_to
from improve.suggestions.blueprint import blueprint
from improve.suggestions.crediting.queries import named_co_authors_of, recording_of
from improve.suggestions.discussion.forms import CommentForm, NoteForm
from improve.suggestions.discussion.talk import talk_about
from improve.suggestions.discussion.writing import box_of
from improve.suggestions.fields.views import answers_shown
from improve.suggestions.forms import AnswerForm
from improve.suggestions.hearing.promise import promise
from improve.suggestions.linking.related import Related, related_of
from improve.suggestions.models import Suggestion
from improve.suggestions.places.queries import place_of
from improve.suggestions.policy import Permission
from improve.suggestions.ports import line_of, panels_of, steps_of
from improve.suggestions.queries import (
    co_authors_of,
    history_of,
    official_answer,
    visible_one,
)
from improve.suggestions.queries.withheld import read_instead
from improve.suggestions.triage.forms import HandleForm
from improve.suggestions.triage.presenting import care_of
from improve.suggestions.triage.values import ACT_WORDS
from improve.suggestions.values import Status
from improve.suggestions.views.lists import ballots_of
from improve.web.access import current_actor, found_or_404, requires

NOTE = "note-"  # in front of the names of the note's fields


@blueprint.get("/<int:suggestion_id>")
@requires(Permission.READ)
def show(suggestion_id: int) -> ResponseReturnValue:
    """One idea: its text, the answer, what people say, what became of it."""
    found = visible_one(current_actor(), suggestion_id)
    instead = read_instead(current_actor(), suggestion_id) if found is None else None
    if instead is not None:
        return redirect(instead, 303)
    return page_of_idea(found_or_404(found))


def page_of_idea(
    suggestion: Suggestion,
    *,
    comment_form: CommentForm | None = None,
    note_form: NoteForm | None = None,
    answer_form: AnswerForm | None = None,
    reply_form: ReplyForm | None = None,
    handling: HandleForm | None = None,
    status: int = 422,
) -> ResponseReturnValue:
    """The page; a form that was refused, or sent for help with its text, is shown as it was sent."""
    actor = current_actor()
    history = history_of(suggestion.id)
    step = steps_of([suggestion])[suggestion.id]
    ballot = ballots_of([suggestion])[suggestion.id]
    co_authors = co_authors_of(suggestion.id)
    forms = (comment_form, note_form, answer_form, reply_form, handling)
    sent = any(form is not None for form in forms)
    related = related_of(actor, suggestion)
    care = care_of(actor, suggestion, handling=handling, replying=reply_form)
    return render_template(
        "suggestions/show.html",
        suggestion=suggestion,
        sections=_sections(suggestion),
        answers=answers_shown(suggestion.id),
        place=place_of(suggestion.id),
        attached=attached_to(suggestion),
        co_authors=[*co_authors, *named_co_authors_of(suggestion.id)],
        recording=recording_of(suggestion.id) if suggestion.author_id is None else None,
        history=history,
        step=step,
        care=care,
        act_words=ACT_WORDS,
        line=line_of(history, step, suggestion, care.assignments),
        answer=official_answer(history),
        panels=panels_of(actor, suggestion),
        ballot=ballot,
        related=related,
        hearing=promise(suggestion.id, actor.person_id),
        marked_own=is_marked_own(),
        claimed=is_claimed(suggestion),
        answer_form=(answer_form or AnswerForm(formdata=None)) if _may_answer(suggestion, ballot) else None,
        may_edit=suggestion.state is Status.RECEIVED and allows(actor, Permission.EDIT, suggestion),
        may_withdraw=Status.WITHDRAWN in rules.LIFECYCLE[suggestion.state]
        and allows(actor, Permission.WITHDRAW, suggestion),
        **_discussion(suggestion, related, co_authors, comment_form, note_form),
    ), status if sent else 200


def _discussion(
    suggestion: Suggestion,
    related: Related,
    co_authors: Sequence[Person],
    comment_form: CommentForm | None,
    note_form: NoteForm | None,
) -> dict[str, Any]:
    """What is said about the idea, and the boxes to say more; `?reply_to=` and `?before=` name comments."""
    actor = current_actor()
    authors = frozenset({suggestion.author_id or 0, *(person.id for person in co_authors)} - {0})
    talk = talk_about(
        actor,
        suggestion,
        authors,
        before=_number("before"),
        merged=[part.source_id for part in related.parts],
    )
    reply_to = {"reply_to": request.args.get("reply_to", "")[:10]}
    box = box_of(comment_form or CommentForm(formdata=None, data=reply_to), actor, suggestion)
    note = box_of(note_form or NoteForm(formdata=None, prefix=NOTE, data=reply_to), actor, suggestion)
    if box.reply_to is not None and box.reply_to.is_note:
        box = box_of(CommentForm(formdata=None), actor, suggestion)
    if note.reply_to is not None and not note.reply_to.is_note:
        note = box_of(NoteForm(formdata=None, prefix=NOTE), actor, suggestion)
    return {"talk": talk, "box": box, "note_box": note}


def _number(name: str) -> int | None:
    """A number in the address; anything else is none."""
    raw = request.args.get(name, "")
    return min(int(raw), LARGEST_ID) if raw.isascii() and raw.isdigit() and len(raw) < 11 else None


def _sections(suggestion: Suggestion) -> list[tuple[str, str]]:
    """The texts that there are; imported ideas have one."""
    texts = (
        ("problem", suggestion.problem),
        ("idea", suggestion.idea),
        ("result", suggestion.expected_result),
    )
    return [(name, text) for name, text in texts if text]


def _may_answer(suggestion: Suggestion, ballot: Any) -> bool:
    return (
        suggestion.state in rules.ANSWERABLE
        and not ballot.is_own
        and allows(current_actor(), Permission.ANSWER, suggestion)
    )
