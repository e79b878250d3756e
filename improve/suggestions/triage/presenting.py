"""What handling shows on an idea's page: who is responsible, questions and answers, and the handler's form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from improve.core.policy import Actor, allows
from improve.suggestions.asking.forms import ReplyForm
from improve.suggestions.asking.models import AuthorQuestion
from improve.suggestions.asking.queries import questions_of
from improve.suggestions.calendar import company_today
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.ports import held_among
from improve.suggestions.queries import is_author
from improve.suggestions.routing.models import Assignment
from improve.suggestions.routing.queries import assignments_of
from improve.suggestions.triage.forms import HandleForm, handle_form
from improve.suggestions.triage.rules import acts_for
from improve.suggestions.triage.values import AT_ONCE, Act
from improve.suggestions.values import RUNNING, Status


@dataclass(frozen=True)
class Care:
    """How an idea is looked after, as its reader may see it; forms only where the reader may use them."""

    is_late: bool
    assignments: Sequence[Assignment]
    questions: Sequence[AuthorQuestion]
    answer_form: ReplyForm | None
    reply_form: ReplyForm | None
    handle_form: HandleForm | None
    at_once: tuple[Act, ...]

    @property
    def open_question(self) -> AuthorQuestion | None:
        """The one that waits for the author."""
        return next((one for one in self.questions if one.closed_at is None), None)


def acts_of(suggestion: Suggestion, held: set[int]) -> tuple[Act, ...]:
    """What this idea offers to its handler."""
    return acts_for(
        suggestion.state,
        has_local_lane=suggestion.category is not None and suggestion.category.has_local_lane,
        is_held=suggestion.id in held,
        waits_for_release=suggestion.is_held,
    )


def care_of(
    actor: Actor,
    suggestion: Suggestion,
    *,
    handling: HandleForm | None = None,
    replying: ReplyForm | None = None,
) -> Care:
    """The same; a form that was refused is shown as it was sent."""
    own = allows(actor, Permission.REPLY, suggestion)
    acts = _acts(actor, suggestion)
    by_words = [act for act in acts if act not in (*AT_ONCE, Act.ACCEPT, Act.DECLINE)]
    may_answer = own and suggestion.state is Status.NEEDS_INFORMATION
    may_reply = own and suggestion.state is Status.DECLINED and suggestion.replied_at is None
    blank = replying or ReplyForm(formdata=None)
    return Care(
        is_late=suggestion.due_on is not None
        and suggestion.state in RUNNING
        and suggestion.due_on < company_today(),
        assignments=assignments_of(suggestion.id),
        questions=questions_of(suggestion.id),
        answer_form=blank if may_answer else None,
        reply_form=blank if may_reply else None,
        handle_form=handling or (handle_form(by_words) if by_words else None),
        at_once=tuple(act for act in acts if act in AT_ONCE),
    )


def _acts(actor: Actor, suggestion: Suggestion) -> tuple[Act, ...]:
    """What the reader can do here; nobody handles the own idea."""
    if not allows(actor, Permission.ANSWER, suggestion) or is_author(suggestion, actor.actor_id):
        return ()
    return acts_of(suggestion, held_among([suggestion.id]))
