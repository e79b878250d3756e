"""One act of a handler, whichever it is."""

from __future__ import annotations

from improve.core.errors import Invalid
from improve.core.messages import _l
from improve.core.policy import Actor
from improve.suggestions import service
from improve.suggestions.models import Suggestion
from improve.suggestions.triage.values import Act, Handling
from improve.suggestions.values import Answer, Outcome


def handle(suggestion: Suggestion, data: Handling, *, by: Actor) -> None:
    """Do it. Who may, and when, is judged by the use case itself."""
    act, text = Act(data.act), data.text
    if act is Act.RELEASE:
        service.release(suggestion, by=by)
    elif act is Act.TAKE_UP:
        service.take_up(suggestion, by=by)
    elif act in (Act.ACCEPT, Act.DECLINE):
        _answer(suggestion, Outcome.ACCEPTED if act is Act.ACCEPT else Outcome.DECLINED, text, by=by)
    elif act is Act.ASK:
        service.ask(suggestion, text, by=by)
    elif act is Act.COMMITTEE:
        service.to_committee(suggestion, by=by)
    elif act is Act.LOCAL:
        service.to_local_lead(suggestion, by=by)
    elif act is Act.PRACTICE:
        service.practice(suggestion, text, by=by)
    elif act is Act.PARK:
        service.park(suggestion, data.until, text, by=by)
    else:
        _pass_on(suggestion, act, data, by=by)


def _pass_on(suggestion: Suggestion, act: Act, data: Handling, *, by: Actor) -> None:
    """The acts that decide nothing."""
    if act is Act.HAND_OVER:
        service.hand_over(suggestion, data.person, by=by, reason=data.text)
    elif act is Act.DUE:
        service.set_due(suggestion, data.until, by=by)
    elif act is Act.ESCALATE:
        service.escalate(suggestion, data.text, by=by)
    elif act is Act.TAKE_BACK:
        service.take_question_back(suggestion, by=by)
    elif act is Act.FETCH:
        service.fetch_back(suggestion, by=by)
    else:
        service.hand_back(suggestion, data.text, by=by)


def _answer(suggestion: Suggestion, outcome: Outcome, text: str, *, by: Actor) -> None:
    if not text.strip():
        raise Invalid.field("text", _l("A decision owes the author a reason. Please write it."))
    service.answer(suggestion, Answer(outcome, text), by=by)
