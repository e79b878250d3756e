"""The page of one idea."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from improve.core import clock
from improve.core.policy import allows
from improve.suggestions import rules
from improve.suggestions.anonymity.own import is_marked_own
from improve.suggestions.anonymity.queries import is_claimed
from improve.suggestions.asking.forms import ReplyForm
from improve.suggestions.attachments.views import attached_to
from improve.suggestions.crediting.queries import named_co_authors_of, recording_of
from improve.suggestions.fields.views import answers_shown
from improve.suggestions.forms import AnswerForm, CommentForm
from improve.suggestions.hearing.promise import promise
from improve.suggestions.models import Comment, Suggestion
from improve.suggestions.places.queries import place_of
from improve.suggestions.policy import Permission
from improve.suggestions.ports import line_of, panels_of, steps_of
from improve.suggestions.queries import (
    co_authors_of,
    comments_of,
    history_of,
    official_answer,
)
from improve.suggestions.triage.forms import HandleForm
from improve.suggestions.triage.presenting import care_of
from improve.suggestions.triage.values import ACT_WORDS
from improve.suggestions.values import Status
from improve.suggestions.views.blueprint import blueprint, visible_or_404
from improve.suggestions.views.lists import ballots_of
from improve.web.access import current_actor, requires


@blueprint.get("/<int:suggestion_id>")
@requires(Permission.READ)
def show(suggestion_id: int) -> ResponseReturnValue:
    """One idea: its text, the answer, what people say, what became of it."""
    return page_of_idea(visible_or_404(suggestion_id))


def page_of_idea(
    suggestion: Suggestion,
    *,
    comment_form: CommentForm | None = None,
    answer_form: AnswerForm | None = None,
    reply_form: ReplyForm | None = None,
    handling: HandleForm | None = None,
) -> ResponseReturnValue:
    """The page; a form that was refused is shown as it was sent."""
    actor = current_actor()
    history = history_of(suggestion.id)
    step = steps_of([suggestion])[suggestion.id]
    ballot = ballots_of([suggestion])[suggestion.id]
    comments = comments_of(actor, suggestion.id)
    refused = any(form is not None for form in (comment_form, answer_form, reply_form, handling))
    care = care_of(actor, suggestion, handling=handling, replying=reply_form)
    return render_template(
        "suggestions/show.html",
        suggestion=suggestion,
        sections=_sections(suggestion),
        answers=answers_shown(suggestion.id),
        place=place_of(suggestion.id),
        attached=attached_to(suggestion),
        co_authors=[*co_authors_of(suggestion.id), *named_co_authors_of(suggestion.id)],
        recording=recording_of(suggestion.id) if suggestion.author_id is None else None,
        history=history,
        step=step,
        care=care,
        act_words=ACT_WORDS,
        line=line_of(history, step, suggestion, care.assignments),
        answer=official_answer(history),
        panels=panels_of(actor, suggestion),
        comments=comments,
        removable={comment.id for comment in comments if _is_removable(suggestion, comment)},
        ballot=ballot,
        hearing=promise(suggestion.id, actor.person_id),
        marked_own=is_marked_own(),
        claimed=is_claimed(suggestion),
        comment_form=comment_form or CommentForm(formdata=None),
        answer_form=(answer_form or AnswerForm(formdata=None)) if _may_answer(suggestion, ballot) else None,
        may_comment=suggestion.state is not Status.WITHDRAWN
        and allows(actor, Permission.COMMENT, suggestion),
        may_edit=suggestion.state is Status.RECEIVED and allows(actor, Permission.EDIT, suggestion),
        may_withdraw=Status.WITHDRAWN in rules.LIFECYCLE[suggestion.state]
        and allows(actor, Permission.WITHDRAW, suggestion),
    ), 422 if refused else 200


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


def _is_removable(suggestion: Suggestion, comment: Comment) -> bool:
    actor = current_actor()
    if comment.removed_at is not None:
        return False
    if allows(actor, Permission.MODERATE, suggestion):
        return True
    fresh = clock.now() - comment.created_at <= rules.COMMENT_REMOVABLE
    return comment.author_id == actor.actor_id and fresh
