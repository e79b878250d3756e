"""What people hear of answers to the committee, and of ideas that are to come back. An author hears of their own idea;
what members and chairs hear names none, so that a blind round stays blind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

from improve.core.db import db
from improve.core.messages import LazyText, _l, _ln
from improve.core.notices import WAITS_FOR_YOU, Notice, NoticeKind, Subject
from improve.reviews.days import company_today
from improve.reviews.events import ResponsesEnded, ResponsesEnding, RevisionsDue, RoundClosed
from improve.reviews.models import Round
from improve.reviews.notices import GROUP, RESULTS, by_language, chairs_of, day_in
from improve.reviews.queries import (
    answered_in,
    conflicts_between,
    item_numbers,
    members_on,
    people_of,
    revisions_due,
    scored_pairs,
    unanswered_in,
)
from improve.suggestions.queries import authors_of

# A reply to the mail would be a comment, which more people read than the committee.
RESPONSE = NoticeKind(
    "reviews.response",
    GROUP,
    _l("The committee wrote to me about my idea"),
    default=WAITS_FOR_YOU,
    takes_replies=False,
    order=60,
)
REVISION = NoticeKind(
    "reviews.revision", GROUP, _l("My idea is to come back revised"), default=WAITS_FOR_YOU, order=65
)
ANSWERS = NoticeKind(
    "reviews.answers", GROUP, _l("Authors have answered what members wrote to them"), order=27
)
KINDS = (RESPONSE, REVISION, ANSWERS)


def asked(event: RoundClosed) -> Iterable[Notice]:
    """The authors to whom somebody wrote."""
    return _to_authors(
        event.subject_id,
        lambda title, day: _l(
            "The committee has notes to you about “%(title)s”. You can answer until %(day)s, before it decides.",
            title=title,
            day=day,
        ),
    )


def ending(event: ResponsesEnding) -> Iterable[Notice]:
    """Those of them who have not answered."""
    return _to_authors(
        event.subject_id,
        lambda title, day: _l(
            "Reminder: until %(day)s you can answer the notes of the committee about “%(title)s”.",
            title=title,
            day=day,
        ),
    )


def _to_authors(round_id: int, words: Callable[[str, str], LazyText]) -> Iterable[Notice]:
    held = db.session.get_one(Round, round_id)
    if held.responses_until is None:
        return
    waiting = unanswered_in(held.id)
    authors = authors_of(number for _item, number, _title in waiting)
    people = people_of({one for group in authors.values() for one in group})
    for _item, number, title in waiting:
        group = [people[one] for one in sorted(authors[number]) if one in people]
        for language, told in by_language(group).items():
            yield Notice(
                kind=RESPONSE,
                person_ids=told,
                text=words(title, day_in(held.responses_until, language)),
                endpoint="reviews.response",
                values={"suggestion_id": number},
                about=Subject("suggestion", number),
            )


def ended(event: ResponsesEnded) -> Iterable[Notice]:
    """Members whose scores can be looked at again: of ideas whose authors have answered."""
    held = db.session.get_one(Round, event.subject_id)
    answered = answered_in(held.id)
    numbers = {item: number for item, number in item_numbers(held.id).items() if item in answered}
    members = {one.person_id: one.person for one in members_on(held.committee_id, company_today())}
    away = conflicts_between(numbers, members)
    counts: dict[int, int] = {}
    for item, person in scored_pairs(held.id) - away.keys():
        if item in numbers and person in members:
            counts[person] = counts.get(person, 0) + 1
    for count in sorted(set(counts.values())):
        group = [members[one] for one, number in sorted(counts.items()) if number == count]
        for language, told in by_language(group).items():
            yield Notice(
                kind=ANSWERS,
                person_ids=told,
                text=_ln(
                    "The author of %(n)s idea of “%(round)s” that you scored has answered. You can change your score while the committee discusses.",
                    "The authors of %(n)s ideas of “%(round)s” that you scored have answered. You can change your scores while the committee discusses.",
                    count,
                    round=held.name.text(language),
                ),
                endpoint="reviews.show_round",
                values={"round_id": held.id},
            )


def revisions(event: RevisionsDue) -> Iterable[Notice]:
    """Before the day the authors; after it the chair, how many have not come back."""
    held, day = db.session.get_one(Round, event.subject_id), date.fromisoformat(event.day)
    due = revisions_due(held.id, day)
    if event.days_left < 0:
        yield from _missing(held, day, {number for number, _title in due})
        return
    authors = authors_of(number for number, _title in due)
    people = people_of({one for group in authors.values() for one in group})
    for number, title in due:
        group = [people[one] for one in sorted(authors[number]) if one in people]
        for language, told in by_language(group).items():
            yield Notice(
                kind=REVISION,
                person_ids=told,
                text=_l(
                    "“%(title)s” is to come back revised by %(day)s. What to change stands on its page.",
                    title=title,
                    day=day_in(day, language),
                ),
                endpoint="suggestions.show",
                values={"suggestion_id": number},
                about=Subject("suggestion", number),
            )


def _missing(held: Round, day: date, due: set[int]) -> Iterable[Notice]:
    """Each chair hears of the ideas that they have no conflict with."""
    chairs = chairs_of(held)
    numbers = {item: number for item, number in item_numbers(held.id).items() if number in due}
    away = Counter(person for _item, person in conflicts_between(numbers, [one.id for one in chairs]))
    told: dict[tuple[str, int], list[int]] = {}
    for language, people in by_language(chairs).items():
        for person in people:
            told.setdefault((language, len(numbers) - away[person]), []).append(person)
    for (language, count), group in told.items():
        if not count:
            continue
        yield Notice(
            kind=RESULTS,
            person_ids=tuple(group),
            text=_ln(
                "%(n)s idea of “%(round)s” was to come back by %(day)s and has not.",
                "%(n)s ideas of “%(round)s” were to come back by %(day)s and have not.",
                count,
                round=held.name.text(language),
                day=day_in(day, language),
            ),
            endpoint="reviews.show_round",
            values={"round_id": held.id},
        )
