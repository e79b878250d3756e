"""What members hear of rounds. Authors hear of decisions from their idea; no notice here names an idea or a person
behind one, so that a blind round stays blind in inboxes and mails.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from babel.dates import format_date

from improve.accounts.models import Person
from improve.core.db import db
from improve.core.localized import LANGUAGES
from improve.core.messages import _l, _ln
from improve.core.notices import WAITS_FOR_YOU, Notice, NoticeGroup, NoticeKind
from improve.reviews.days import company_today
from improve.reviews.events import (
    ConflictDeclared,
    ConflictRecorded,
    DecisionChanged,
    IdeasAssigned,
    RoundClosed,
    RoundEnding,
    RoundOpened,
    RoundOverdue,
    RoundReopened,
    VoteOpened,
)
from improve.reviews.models import Round, RoundItem
from improve.reviews.queries import (
    assigned_pairs,
    conflicts_between,
    counted_in,
    decisions_of,
    item_numbers,
    members_on,
    names_of,
    polls,
    vote_numbered,
)
from improve.reviews.values import AssignedBy, State
from improve.suggestions.ports import Step, line
from improve.web.i18n import default_language

GROUP = NoticeGroup("reviews", _l("Committees"), 20)
SCORES = NoticeKind("reviews.scores", GROUP, _l("Ideas wait for my score"), default=WAITS_FOR_YOU, order=10)
REMINDER = NoticeKind(
    "reviews.reminder", GROUP, _l("A reminder, when I still owe scores"), default=WAITS_FOR_YOU, order=20
)
RESULTS = NoticeKind(
    "reviews.results", GROUP, _l("Decisions wait to be prepared"), default=WAITS_FOR_YOU, order=30
)
CONFLICT = NoticeKind("reviews.conflict", GROUP, _l("A member steps back from an idea"), order=40)
RECUSED = NoticeKind("reviews.recused", GROUP, _l("The chair records a conflict for me"), order=50)
ESCALATION = NoticeKind(
    "reviews.escalation",
    GROUP,
    _l("Scores are missing after the last day"),
    default=WAITS_FOR_YOU,
    order=35,
)
VOTES = NoticeKind("reviews.votes", GROUP, _l("The committee votes"), default=WAITS_FOR_YOU, order=25)
_SEPARATORS = {"en": ", ", "zh_Hans": "、"}
KINDS = (SCORES, REMINDER, VOTES, RESULTS, ESCALATION, CONFLICT, RECUSED)


def opened(event: RoundOpened) -> Iterable[Notice]:
    """Each member hears how many ideas wait for them."""
    held = db.session.get_one(Round, event.subject_id)
    for (language, count), people in _owing(held).items():
        yield _waiting(held, language, count, people)


def _waiting(held: Round, language: str, count: int, people: tuple[int, ...]) -> Notice:
    return Notice(
        kind=SCORES,
        person_ids=people,
        text=_ln(
            "%(n)s idea of “%(round)s” waits for your score until %(day)s.",
            "%(n)s ideas of “%(round)s” wait for your score until %(day)s.",
            count,
            round=held.name.text(language),
            day=day_in(held.closes_on, language),
        ),
        endpoint="reviews.queue",
    )


def assigned(event: IdeasAssigned) -> Iterable[Notice]:
    """While scores come in, members hear of what was assigned to them; not of what they took on themselves."""
    held = db.session.get_one(Round, event.subject_id)
    if held.phase is not State.OPEN or event.source == AssignedBy.VOLUNTEER:
        return
    owing = {person: (key, people) for key, people in _owing(held).items() for person in people}
    told: dict[tuple[str, int], list[int]] = {}
    for person_id in event.people:
        if person_id in owing:
            told.setdefault(owing[person_id][0], []).append(person_id)
    for (language, count), people in told.items():
        yield _waiting(held, language, count, tuple(people))


def reopened(event: RoundReopened) -> Iterable[Notice]:
    """As at the opening, to those who still owe something."""
    yield from opened(RoundOpened(actor_id=event.actor_id, subject_id=event.subject_id))


def ending(event: RoundEnding) -> Iterable[Notice]:
    """A reminder, only to those who owe something."""
    held = db.session.get_one(Round, event.subject_id)
    for (language, count), people in _owing(held).items():
        yield Notice(
            kind=REMINDER,
            person_ids=people,
            text=_ln(
                "Reminder: %(n)s idea of “%(round)s” still waits for your score. Scoring ends on %(day)s.",
                "Reminder: %(n)s ideas of “%(round)s” still wait for your score. Scoring ends on %(day)s.",
                count,
                round=held.name.text(language),
                day=day_in(held.closes_on, language),
            ),
            endpoint="reviews.queue",
        )


def overdue(event: RoundOverdue) -> Iterable[Notice]:
    """Who still owes scores, and the chair, who can reopen the round; nobody when all are in."""
    held = db.session.get_one(Round, event.subject_id)
    missing = _missing(held)
    for (language, count), people in _numbered(missing).items():
        yield Notice(
            kind=REMINDER,
            person_ids=people,
            text=_ln(
                "Scoring of “%(round)s” has ended; %(n)s score of yours is missing. Ask the chair if you can still give it.",
                "Scoring of “%(round)s” has ended; %(n)s scores of yours are missing. Ask the chair if you can still give them.",
                count,
                round=held.name.text(language),
            ),
            endpoint="reviews.show_round",
            values={"round_id": held.id},
        )
    yield from _escalated(held, {member.id: pairs for member, pairs in missing.items()})


def _escalated(held: Round, missing: Mapping[int, frozenset[int]]) -> Iterable[Notice]:
    """Each chair hears of the ideas that they have no conflict with, as on the page of the round."""
    names, chairs = names_of(missing), chairs_of(held)
    away = conflicts_between(item_numbers(held.id), [chair.id for chair in chairs])
    told: dict[tuple[str, tuple[tuple[str, int], ...]], list[int]] = {}
    for chair in chairs:
        met = {
            person: sum((item, chair.id) not in away for item in items) for person, items in missing.items()
        }
        said = tuple(sorted((names[person], count) for person, count in met.items() if count))
        if said:
            told.setdefault((_language(chair), said), []).append(chair.id)
    for (language, said), people in told.items():
        yield Notice(
            kind=ESCALATION,
            person_ids=tuple(people),
            text=_ln(
                "%(n)s score of “%(round)s” is missing after the last day: %(names)s. You can reopen the round.",
                "%(n)s scores of “%(round)s” are missing after the last day: %(names)s. You can reopen the round.",
                sum(count for _name, count in said),
                round=held.name.text(language),
                names=_SEPARATORS[language].join(f"{name} {count}" for name, count in said),
            ),
            endpoint="reviews.show_round",
            values={"round_id": held.id},
        )


def closed(event: RoundClosed) -> Iterable[Notice]:
    """The chair can prepare the decisions."""
    held = db.session.get_one(Round, event.subject_id)
    for language, people in by_language(chairs_of(held)).items():
        yield Notice(
            kind=RESULTS,
            person_ids=people,
            text=_l(
                "Scoring of “%(round)s” is over. The results are there; please prepare the decisions.",
                round=held.name.text(language),
            ),
            endpoint="reviews.show_round",
            values={"round_id": held.id},
        )


def vote_opened(event: VoteOpened) -> Iterable[Notice]:
    """The members who have a ballot, but for whoever opened the vote."""
    held = db.session.get_one(Round, event.subject_id)
    vote = vote_numbered(held.id, event.vote_id)
    if vote is None:
        return
    able = {person_id for poll in polls(held, [vote], vote.item_ids) for person_id in poll.voters}
    members = [m.person for m in members_on(held.committee_id, company_today()) if m.person_id in able]
    for language, people in by_language(one for one in members if one.id != event.actor_id).items():
        yield Notice(
            kind=VOTES,
            person_ids=people,
            text=_l(
                "The committee votes in “%(round)s”. Your ballot is secret and can be changed until the vote is closed.",
                round=held.name.text(language),
            ),
            endpoint="reviews.vote",
            values={"round_id": held.id, "vote_id": vote.id},
        )


def decided_again(event: DecisionChanged) -> Iterable[Notice]:
    """The author of an idea on which a project works; of the others the idea itself tells."""
    if not event.stays:
        return
    item = db.session.get_one(RoundItem, event.subject_id)
    decision = decisions_of([item.id])[item.id]
    yield line(
        item.suggestion_id,
        Step.DECISION,
        _l(
            "The committee now decides “%(outcome)s”; the project goes on: “%(title)s”",
            outcome=decision.verdict.word,
            title=item.suggestion.title,
        ),
        detail=decision.reason,
    )


def conflict_declared(event: ConflictDeclared) -> Iterable[Notice]:
    """The chair hears that somebody stepped back, not why, and not from which idea."""
    item = db.session.get_one(RoundItem, event.subject_id)
    held = item.round
    who = db.session.get(Person, event.actor_id) if event.actor_id is not None else None
    for language, people in by_language(chairs_meeting(item)).items():
        yield Notice(
            kind=CONFLICT,
            person_ids=people,
            text=_l(
                "%(name)s declared a conflict of interest in “%(round)s” and no longer scores one of its ideas.",
                name=who.name if who is not None else "",
                round=held.name.text(language),
            ),
            endpoint="reviews.show_round",
            values={"round_id": held.id},
        )


def conflict_recorded(event: ConflictRecorded) -> Iterable[Notice]:
    """The member hears that an idea left their list, not which."""
    held = db.session.get_one(RoundItem, event.subject_id).round
    who = db.session.get(Person, event.person_id)
    if who is not None:
        yield Notice(
            kind=RECUSED,
            person_ids=(who.id,),
            text=_l(
                "The chair recorded a conflict of interest for you in “%(round)s”. One idea has left your list.",
                round=held.name.text(_language(who)),
            ),
            endpoint="reviews.queue",
        )


def _owing(held: Round) -> Mapping[tuple[str, int], tuple[int, ...]]:
    """(language, open scores) -> members, of those who owe any."""
    return _numbered(_missing(held))


def _numbered(missing: Mapping[Person, frozenset[int]]) -> Mapping[tuple[str, int], tuple[int, ...]]:
    found: dict[tuple[str, int], list[int]] = {}
    for person, items in missing.items():
        found.setdefault((_language(person), len(items)), []).append(person.id)
    return {key: tuple(people) for key, people in found.items()}


def _missing(held: Round) -> Mapping[Person, frozenset[int]]:
    """The items that each member still has to score, of those who owe any."""
    items = item_numbers(held.id)
    members = members_on(held.committee_id, max(company_today(), held.opens_on))
    conflicts = conflicts_between(items, [member.person_id for member in members])
    given = {(one.given.item_id, one.reviewer_id) for one in counted_in(held.id)}
    asked = assigned_pairs(held.id) if held.is_assigned else None
    found: dict[Person, frozenset[int]] = {}
    for member in members:
        pairs = {(item_id, member.person_id) for item_id in items} - conflicts.keys() - given
        owed = frozenset(item_id for item_id, _person in (pairs if asked is None else pairs & asked))
        if owed:
            found[member.person] = owed
    return found


def chairs_of(held: Round) -> list[Person]:
    """The chairs in office today."""
    return [m.person for m in members_on(held.committee_id, company_today()) if m.is_chair]


def chairs_meeting(item: RoundItem) -> list[Person]:
    """Those of them who have no conflict with this idea: to the others nothing tells that it is there."""
    chairs = chairs_of(item.round)
    away = conflicts_between({item.id: item.suggestion_id}, [chair.id for chair in chairs])
    return [chair for chair in chairs if (item.id, chair.id) not in away]


def by_language(people: Iterable[Person]) -> Mapping[str, tuple[int, ...]]:
    """Language -> the ids of those who read it."""
    found: dict[str, list[int]] = {}
    for person in people:
        found.setdefault(_language(person), []).append(person.id)
    return {language: tuple(ids) for language, ids in found.items()}


def _language(person: Person) -> str:
    return str(person.language) if person.language in LANGUAGES else default_language()


def day_in(day: date, language: str) -> str:
    """A day as readers of this language write it."""
    return str(format_date(day, "M月d日" if language == "zh_Hans" else "d MMMM", locale=language))
