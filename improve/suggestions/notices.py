"""What people hear of an idea."""

from __future__ import annotations

from collections.abc import Iterable

from improve.core.db import db
from improve.core.messages import _l
from improve.core.notices import Notice
from improve.suggestions import events
from improve.suggestions.hearing.audience import line
from improve.suggestions.hearing.kinds import Step
from improve.suggestions.models import Comment, Suggestion
from improve.suggestions.queries import history_of
from improve.suggestions.values import Status


def received(event: events.SuggestionSubmitted) -> Iterable[Notice]:
    """It came in: news to co-authors, and to an author for whom somebody else wrote it down."""
    yield line(event.subject_id, Step.PHASE, _l("Received: “%(title)s”", title=title_of(event)))


def title_of(event: events.AboutSuggestion) -> str:
    return db.session.get_one(Suggestion, event.subject_id).title


def reason_of(event: events.AboutSuggestion) -> str:
    return history_of(event.subject_id)[-1].reason


def commented(event: events.CommentPosted) -> Iterable[Notice]:
    """Somebody commented on my idea."""
    posted = db.session.get_one(Comment, event.comment_id)
    if posted.is_note:
        return
    text = _l("%(name)s commented on “%(title)s”", name=posted.author_label, title=title_of(event))
    yield line(
        event.subject_id, Step.COMMENT, text, detail=posted.body, is_markdown=True, comment_id=posted.id
    )


def withdrawn(event: events.SuggestionWithdrawn) -> Iterable[Notice]:
    """The author took it back: news to who wrote it with them; nobody else may see it any more."""
    yield line(
        event.subject_id,
        Step.PHASE,
        _l("Withdrawn by its author: “%(title)s”", title=title_of(event)),
        detail=reason_of(event),
    )


def decided(event: events.SuggestionDecided) -> Iterable[Notice]:
    """My idea was accepted or declined, and why."""
    text = _l("%(status)s: “%(title)s”", status=Status(event.outcome).word, title=title_of(event))
    yield line(event.subject_id, Step.DECISION, text, detail=reason_of(event))


def review_begun(event: events.ReviewBegun) -> Iterable[Notice]:
    """A committee looks at my idea."""
    yield line(event.subject_id, Step.PHASE, _l("In review now: “%(title)s”", title=title_of(event)))


def review_ended(event: events.ReviewEnded) -> Iterable[Notice]:
    """My idea left the review undecided."""
    yield line(
        event.subject_id,
        Step.PHASE,
        _l("No longer in review, waiting again: “%(title)s”", title=title_of(event)),
        detail=reason_of(event),
    )


def pilot_begun(event: events.PilotBegun) -> Iterable[Notice]:
    """My idea is being tried."""
    yield line(
        event.subject_id,
        Step.PROJECT,
        _l("Being tried now: “%(title)s”", title=title_of(event)),
        detail=reason_of(event),
    )


def pilot_ended(event: events.PilotEnded) -> Iterable[Notice]:
    """The trial of my idea stopped."""
    yield line(
        event.subject_id,
        Step.PROJECT,
        _l("The trial stopped, the idea stays accepted: “%(title)s”", title=title_of(event)),
        detail=reason_of(event),
    )


def finished(event: events.SuggestionFinished) -> Iterable[Notice]:
    """My idea is in practice, or was given up."""
    if event.outcome == Status.DONE:
        text = _l("Put into practice: “%(title)s”", title=title_of(event))
    else:
        text = _l("Given up after the trial: “%(title)s”", title=title_of(event))
    yield line(event.subject_id, Step.RESULT, text, detail=reason_of(event))


def reopened(event: events.SuggestionReopened) -> Iterable[Notice]:
    """My idea is open again."""
    yield line(
        event.subject_id,
        Step.PHASE,
        _l("Open again: “%(title)s”", title=title_of(event)),
        detail=reason_of(event),
    )


TELLS = (
    (events.SuggestionSubmitted, received),
    (events.SuggestionWithdrawn, withdrawn),
    (events.CommentPosted, commented),
    (events.SuggestionDecided, decided),
    (events.ReviewBegun, review_begun),
    (events.ReviewEnded, review_ended),
    (events.PilotBegun, pilot_begun),
    (events.PilotEnded, pilot_ended),
    (events.SuggestionFinished, finished),
    (events.SuggestionReopened, reopened),
)
