"""What leads of discussions hear; no notice names an idea, so that a blind round stays blind in inboxes and mails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from improve.accounts.models import Person
from improve.core.db import db
from improve.core.messages import LazyText, _l, _ln
from improve.core.notices import WAITS_FOR_YOU, Notice, NoticeKind
from improve.reviews.events import LeadReplaced, LeadsNamed, RoundClosed, RoundOpened
from improve.reviews.models import Round, RoundItem
from improve.reviews.notices import CONFLICT, GROUP, by_language, chairs_meeting
from improve.reviews.queries import leads_in, owing_summaries, people_of
from improve.reviews.values import State

LEADING = NoticeKind(
    "reviews.leading", GROUP, _l("I lead the discussion of an idea"), default=WAITS_FOR_YOU, order=25
)
KINDS = (LEADING,)


def named(event: LeadsNamed) -> Iterable[Notice]:
    """Each lead hears of how many ideas; while the round is prepared nobody does."""
    held = db.session.get_one(Round, event.subject_id)
    if held.phase is not State.DRAFT:
        yield from _leads(held, set(event.people))


def opened(event: RoundOpened) -> Iterable[Notice]:
    """Those who were named while it was prepared."""
    held = db.session.get_one(Round, event.subject_id)
    return _leads(held, {one.person_id for one in leads_in(held.id).values()})


def _leads(held: Round, people: set[int]) -> Iterable[Notice]:
    counts = Counter(one.person_id for one in leads_in(held.id).values() if one.person_id in people)
    for (language, count), told in _told(counts).items():
        yield _line(
            told,
            _ln(
                "You lead the discussion of %(n)s idea in “%(round)s”: sum up its reviews for the committee.",
                "You lead the discussion of %(n)s ideas in “%(round)s”: sum up their reviews for the committee.",
                count,
                round=held.name.text(language),
            ),
        )


def replaced(event: LeadReplaced) -> Iterable[Notice]:
    """Who takes over; the chair where nobody could be found."""
    item = db.session.get_one(RoundItem, event.subject_id)
    held = item.round
    if held.phase is State.DRAFT:
        return
    if event.person_id is not None:
        yield from _leads(held, {event.person_id})
        return
    for language, people in by_language(chairs_meeting(item)).items():
        yield Notice(
            kind=CONFLICT,
            person_ids=people,
            text=_l(
                "An idea of “%(round)s” has lost its discussion lead, and nobody else can lead it.",
                round=held.name.text(language),
            ),
            endpoint="reviews.leads",
            values={"round_id": held.id},
        )


def closed(event: RoundClosed) -> Iterable[Notice]:
    """When scoring is over, those who owe a summary."""
    held = db.session.get_one(Round, event.subject_id)
    for (language, count), told in _told(owing_summaries(held)).items():
        yield _line(
            told,
            _ln(
                "Scoring of “%(round)s” is over: %(n)s idea that you lead waits for your summary.",
                "Scoring of “%(round)s” is over: %(n)s ideas that you lead wait for your summary.",
                count,
                round=held.name.text(language),
            ),
        )


def _told(counts: Mapping[int, int]) -> dict[tuple[str, int], tuple[int, ...]]:
    """(language, number) -> people."""
    people: dict[int, Person] = people_of(counts)
    found: dict[tuple[str, int], tuple[int, ...]] = {}
    for count in sorted(set(counts.values())):
        having = [people[one] for one, number in sorted(counts.items()) if number == count and one in people]
        found |= {(language, count): told for language, told in by_language(having).items()}
    return found


def _line(people: tuple[int, ...], text: LazyText) -> Notice:
    return Notice(kind=LEADING, person_ids=people, text=text, endpoint="reviews.leading")
