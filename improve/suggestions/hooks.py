"""What other systems can hear of ideas: what any colleague may read, and nobody's name.

An idea that is not for everybody (held for release, of a category for a unit or for handlers) is never sent. Names stay
out altogether: who wrote an idea may be unknown, or hidden from those who judge it. With a token of its own the other
system reads them under `id`, as far as that token's person may.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from improve.core.db import db
from improve.core.events import Event
from improve.core.messages import LazyText, _l
from improve.suggestions import events
from improve.suggestions.models import Comment, Suggestion
from improve.suggestions.queries import readable_comments, visible_one
from improve.suggestions.values import Visibility
from improve.web.features import Contribution
from improve.web.hooks import ANY_COLLEAGUE, KIND, HookKind, Message, link

GROUP = _l("Ideas")
IDEA: Mapping[str, Any] = {
    "id": 128,
    "external_id": None,
    "title": "A scanner at every workplace",
    "status": "accepted",
    "category": "quality",
    "url": "https://improve.example.org/suggestions/128",
}


def told(suggestion: Suggestion) -> dict[str, Any]:
    """An idea as it is sent."""
    return {
        "id": suggestion.id,
        "external_id": suggestion.external_id,
        "title": suggestion.title,
        "status": suggestion.status,
        "category": suggestion.category.code if suggestion.category is not None else None,
        "url": link("suggestions.show", suggestion_id=suggestion.id),
    }


def _message(event: Event, more: Mapping[str, Any] | None = None) -> Message | None:
    suggestion = visible_one(ANY_COLLEAGUE, event.subject_id)
    return Message({**told(suggestion), **(more or {})}) if suggestion is not None else None


def _plain(event: events.AboutSuggestion) -> Message | None:
    return _message(event)


def _decided(event: events.SuggestionDecided) -> Message | None:
    return _message(event, {"outcome": event.outcome, "is_local": event.is_local})


def _finished(event: events.SuggestionFinished) -> Message | None:
    return _message(event, {"outcome": event.outcome})


def _merged(event: events.SuggestionMerged) -> Message | None:
    """An idea that became part of one that is not for everybody does not say of which."""
    target = visible_one(ANY_COLLEAGUE, event.target_id)
    return _message(event, {"merged_into": event.target_id if target is not None else None})


def _commented(event: events.CommentPosted) -> Message | None:
    """That there is a comment, not what it says: it can be hidden or removed a minute later."""
    shown = db.session.scalar(readable_comments(ANY_COLLEAGUE).where(Comment.id == event.comment_id))
    return _message(event, {"comment_id": event.comment_id}) if shown is not None else None


def _withdrawn(event: events.SuggestionWithdrawn) -> Message | None:
    """Its number alone, if everybody could read it before."""
    suggestion = db.session.get(Suggestion, event.subject_id)
    if suggestion is None or suggestion.audience != Visibility.EVERYONE:
        return None
    return Message({"id": suggestion.id, "external_id": suggestion.external_id})


def _kind(
    code: str,
    label: LazyText,
    event: type[Event],
    data: Callable[[Any], Message | None] = _plain,
    *,
    order: int,
    **more: Any,
) -> Contribution:
    example = {**IDEA, **more}
    return Contribution(KIND, HookKind(code, GROUP, label, (event,), data, example, order))


CONTRIBUTIONS = (
    _kind(
        "suggestion.submitted",
        _l("An idea was handed in"),
        events.SuggestionSubmitted,
        order=10,
        status="received",
    ),
    _kind(
        "suggestion.released",
        _l("An idea that was held can be read by everybody"),
        events.SuggestionReleased,
        order=11,
        status="received",
    ),
    _kind("suggestion.edited", _l("The text of an idea was changed"), events.SuggestionEdited, order=12),
    _kind(
        "suggestion.commented",
        _l("Somebody commented on an idea"),
        events.CommentPosted,
        _commented,
        order=13,
        comment_id=77,
    ),
    _kind(
        "suggestion.merged",
        _l("An idea became part of another one"),
        events.SuggestionMerged,
        _merged,
        order=14,
        status="merged",
        merged_into=90,
    ),
    _kind(
        "suggestion.decided",
        _l("An idea was accepted or declined"),
        events.SuggestionDecided,
        _decided,
        order=15,
        outcome="accepted",
        is_local=False,
    ),
    _kind(
        "suggestion.pilot_begun", _l("An idea is being tried"), events.PilotBegun, order=16, status="in_pilot"
    ),
    _kind(
        "suggestion.finished",
        _l("An idea was put into practice, or given up after its trial"),
        events.SuggestionFinished,
        _finished,
        order=17,
        status="done",
        outcome="done",
    ),
    _kind("suggestion.reopened", _l("A closed idea is open again"), events.SuggestionReopened, order=18),
    Contribution(
        KIND,
        HookKind(
            "suggestion.withdrawn",
            GROUP,
            _l("An idea was withdrawn by its author"),
            (events.SuggestionWithdrawn,),
            _withdrawn,
            {"id": 128, "external_id": None},
            19,
        ),
    ),
)
