"""What people hear of an idea."""

from __future__ import annotations

from collections.abc import Iterable

from improve.core.db import db
from improve.core.messages import LazyText, _l
from improve.core.notices import Notice
from improve.suggestions import events
from improve.suggestions.models import Comment, Suggestion
from improve.suggestions.queries import authors_of, followers_of, history_of
from improve.suggestions.values import Outcome, Status

# Who hears of what: the page that says "you are told" reads the same sets as the sender.
AUTHORS_HEAR = (
    events.CommentPosted,
    events.ReviewBegun,
    events.ReviewEnded,
    events.SuggestionDecided,
    events.PilotBegun,
    events.PilotEnded,
    events.SuggestionFinished,
    events.SuggestionReopened,
)
FOLLOWERS_HEAR = (events.SuggestionDecided, events.SuggestionFinished, events.SuggestionReopened)


def _told(event: events.AboutSuggestion, text: LazyText, *, detail: str = "") -> Iterable[Notice]:
    people: set[int] = set()
    if isinstance(event, AUTHORS_HEAR):
        people |= authors_of([event.subject_id])[event.subject_id]
    if isinstance(event, FOLLOWERS_HEAR):
        people |= set(followers_of(event.subject_id))
    people.discard(event.actor_id or 0)
    if people:
        yield Notice(
            person_ids=tuple(sorted(people)),
            text=text,
            endpoint="suggestions.show",
            values={"suggestion_id": event.subject_id},
            detail=detail,
        )


def _title(event: events.AboutSuggestion) -> str:
    return db.session.get_one(Suggestion, event.subject_id).title


def _reason(event: events.AboutSuggestion) -> str:
    return history_of(event.subject_id)[-1].reason


def commented(event: events.CommentPosted) -> Iterable[Notice]:
    """Somebody commented on my idea."""
    posted = db.session.get_one(Comment, event.comment_id)
    text = _l("%(name)s commented on “%(title)s”", name=posted.author_label, title=_title(event))
    return _told(event, text, detail=posted.body)


def decided(event: events.SuggestionDecided) -> Iterable[Notice]:
    """My idea was accepted or declined, and why."""
    if event.outcome == Outcome.ACCEPTED:
        text = _l("Accepted: “%(title)s”", title=_title(event))
    else:
        text = _l("Declined: “%(title)s”", title=_title(event))
    return _told(event, text, detail=_reason(event))


def review_begun(event: events.ReviewBegun) -> Iterable[Notice]:
    """A committee looks at my idea."""
    return _told(event, _l("In review now: “%(title)s”", title=_title(event)))


def review_ended(event: events.ReviewEnded) -> Iterable[Notice]:
    """My idea left the review undecided."""
    return _told(
        event,
        _l("No longer in review, waiting again: “%(title)s”", title=_title(event)),
        detail=_reason(event),
    )


def pilot_begun(event: events.PilotBegun) -> Iterable[Notice]:
    """My idea is being tried."""
    return _told(event, _l("Being tried now: “%(title)s”", title=_title(event)), detail=_reason(event))


def pilot_ended(event: events.PilotEnded) -> Iterable[Notice]:
    """The trial of my idea stopped."""
    return _told(
        event,
        _l("The trial stopped, the idea stays accepted: “%(title)s”", title=_title(event)),
        detail=_reason(event),
    )


def finished(event: events.SuggestionFinished) -> Iterable[Notice]:
    """My idea is in practice, or was given up."""
    if event.outcome == Status.DONE:
        text = _l("Put into practice: “%(title)s”", title=_title(event))
    else:
        text = _l("Given up after the trial: “%(title)s”", title=_title(event))
    return _told(event, text, detail=_reason(event))


def reopened(event: events.SuggestionReopened) -> Iterable[Notice]:
    """My idea is open again."""
    return _told(event, _l("Open again: “%(title)s”", title=_title(event)), detail=_reason(event))


TELLS = (
    (events.CommentPosted, commented),
    (events.SuggestionDecided, decided),
    (events.ReviewBegun, review_begun),
    (events.ReviewEnded, review_ended),
    (events.PilotBegun, pilot_begun),
    (events.PilotEnded, pilot_ended),
    (events.SuggestionFinished, finished),
    (events.SuggestionReopened, reopened),
)
