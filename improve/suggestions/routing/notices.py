"""What people hear of who is responsible, and of an idea's way through triage."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from improve.accounts.models import Person
from improve.core.db import db
from improve.core.messages import LazyText, _l
from improve.core.notices import Notice, NoticeKind, Subject
from improve.suggestions import events
from improve.suggestions.hearing.audience import SUGGESTION, line
from improve.suggestions.hearing.kinds import Step
from improve.suggestions.models import Suggestion
from improve.suggestions.notices import reason_of, title_of
from improve.suggestions.routing.kinds import ANSWERED, MINE_NOW, NEW
from improve.suggestions.routing.queries import assignments_of
from improve.suggestions.routing.values import Kind


def to_handlers(
    suggestion_id: int, kind: NoticeKind, people: Iterable[int | None], text: LazyText, detail: str = ""
) -> Iterable[Notice]:
    """A line that is none of the idea's story: to those who handle it."""
    ids = tuple(sorted({person_id for person_id in people if person_id is not None}))
    if ids:
        yield Notice(
            kind=kind,
            person_ids=ids,
            text=text,
            endpoint="suggestions.show",
            values={"suggestion_id": suggestion_id},
            detail=detail,
            about=Subject(SUGGESTION, suggestion_id),
        )


def name_of(person_id: int | None) -> str:
    """The name of a person; "" for nobody."""
    person = db.session.get(Person, person_id) if person_id is not None else None
    return person.name if person is not None else ""


def _words(event: events.ResponsibleNamed) -> LazyText:
    """Why it is theirs now."""
    title, by = title_of(event), name_of(event.actor_id)
    return {
        Kind.ROUTE: _l("New idea for you to triage: “%(title)s”", title=title),
        Kind.HAND: _l("%(name)s made you responsible for “%(title)s”", name=by, title=title),
        Kind.LOCAL: _l("An idea for you to decide on the spot: “%(title)s”", title=title),
        Kind.BREACH: _l("The promised day has passed, it is your turn: “%(title)s”", title=title),
        Kind.RAISED: _l("%(name)s asks you to decide: “%(title)s”", name=by, title=title),
    }[Kind(event.kind)]


def responsible_named(event: events.ResponsibleNamed) -> Iterable[Notice]:
    """It is mine now."""
    kind = NEW if event.kind == Kind.ROUTE else MINE_NOW
    reason = assignments_of(event.subject_id)[-1].reason
    return to_handlers(event.subject_id, kind, [event.person_id], _words(event), reason)


def promise_broken(event: events.PromiseBroken) -> Iterable[Notice]:
    """The answer is late, and who has to give it now."""
    text = _l(
        "The answer is late; %(name)s has to give it now: “%(title)s”",
        name=name_of(event.person_id),
        title=title_of(event),
    )
    yield line(event.subject_id, Step.PHASE, text)


def triage_begun(event: events.TriageBegun) -> Iterable[Notice]:
    """Somebody looks into it."""
    text = _l("Being looked into: “%(title)s”", title=title_of(event))
    yield line(event.subject_id, Step.PHASE, text, detail=reason_of(event))


def sent_to_local_lead(event: events.SentToLocalLead) -> Iterable[Notice]:
    """It is decided on the spot."""
    suggestion = db.session.get_one(Suggestion, event.subject_id)
    name = name_of(suggestion.assignee_id)
    text = _l("%(name)s decides on the spot: “%(title)s”", name=name, title=suggestion.title)
    yield line(event.subject_id, Step.PHASE, text)


def released(event: events.SuggestionReleased) -> Iterable[Notice]:
    """Colleagues read it now."""
    yield line(
        event.subject_id,
        Step.PHASE,
        _l("Your colleagues can read it now: “%(title)s”", title=title_of(event)),
    )


def parked(event: events.SuggestionParked) -> Iterable[Notice]:
    """It rests, why and until when."""
    suggestion = db.session.get_one(Suggestion, event.subject_id)
    text = _l("Parked until %(day)s: “%(title)s”", day=suggestion.parked_until, title=suggestion.title)
    yield line(event.subject_id, Step.PHASE, text, detail=reason_of(event))


def returned(event: events.SuggestionReturned) -> Iterable[Notice]:
    """The rest is over, for the authors and for who is responsible."""
    suggestion = db.session.get_one(Suggestion, event.subject_id)
    text = _l("No longer parked: “%(title)s”", title=suggestion.title)
    yield line(event.subject_id, Step.PHASE, text)
    yield from to_handlers(event.subject_id, ANSWERED, [suggestion.assignee_id], text)


def sustained(event: events.SuggestionSustained) -> Iterable[Notice]:
    """It has lasted."""
    text = _l("Checked again, and it lasts: “%(title)s”", title=title_of(event))
    yield line(event.subject_id, Step.RESULT, text, detail=reason_of(event))


TELLS: tuple[tuple[type[events.AboutSuggestion], Callable[..., Iterable[Notice]]], ...] = (
    (events.ResponsibleNamed, responsible_named),
    (events.PromiseBroken, promise_broken),
    (events.TriageBegun, triage_begun),
    (events.SentToLocalLead, sent_to_local_lead),
    (events.SuggestionReleased, released),
    (events.SuggestionParked, parked),
    (events.SuggestionReturned, returned),
    (events.SuggestionSustained, sustained),
)
