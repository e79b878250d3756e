"""Bringing in scores from a file: the same file twice changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import select

from improve.accounts.models import Person
from improve.accounts.queries import fold_login
from improve.core.db import LARGEST_ID, db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.reviews import store
from improve.reviews.events import ScoresImported
from improve.reviews.models import Criterion, Review, Round, RoundItem
from improve.reviews.policy import Permission
from improve.reviews.queries import (
    category_of_items,
    conflicts_between,
    key_of_name,
    key_of_person,
    reviews_of,
)
from improve.reviews.rules import lifecycle
from improve.reviews.rules.contradictions import Against, Said, contradictions, refusal
from improve.reviews.rules.scoring import Asked, is_on_scale, off_scale
from improve.reviews.service.rounds import place_ideas
from improve.reviews.service.scoring import append_review, asked_by
from improve.reviews.values import ImportedScore, ReviewData, ReviewNotes, State
from improve.suggestions import service as suggestions
from improve.suggestions.models import Suggestion
from improve.suggestions.queries import by_external_id
from improve.suggestions.values import NEW

AT_ONCE = 500


class Row(StrEnum):
    """What became of an imported row."""

    CREATED = "created"
    UPDATED = "updated"
    SKIPPED = "skipped"


@dataclass
class _Gathered:
    """The review that rows of a file make, beside what is stored."""

    reviewer_id: int | None
    reviewer_name: str | None
    before: Review | None
    values: dict[int, float | None] = field(default_factory=dict)
    confidence: int | None = None
    is_changed: bool = False

    def take(self, criterion_id: int, row: ImportedScore) -> Row:
        """Take over a row; no other row of the file contradicts it."""
        known = criterion_id in self.values and self.values[criterion_id] == row.score
        sure = row.confidence is None or row.confidence == self.confidence
        if known and sure:
            return Row.SKIPPED
        self.values[criterion_id] = row.score
        self.confidence = row.confidence if row.confidence is not None else self.confidence
        self.is_changed = True
        return Row.CREATED if self.before is None else Row.UPDATED

    @property
    def is_news(self) -> bool:
        """Do the rows together say something else than what is stored?"""
        before = self.before
        if before is None:
            return self.is_changed
        return (dict(before.values), before.confidence) != (self.values, self.confidence)


def import_scores(held: Round, rows: Sequence[ImportedScore], *, by: Actor) -> list[Row | Invalid]:
    """Store scores; the answer says per row what became of it, or why it was not taken.

    An idea is known by its external id, else by its number; one that is not in the round yet comes in. A
    reviewer is a login, else a name that stays a name without account. Nobody's score of an idea they have a
    conflict with is taken. Rows of one reviewer and idea make one review; a changed one is a further revision.
    Rows that contradict each other are all refused: which one is right, only who made the file knows.
    """
    authorize(by, Permission.MANAGE, held)
    store.lock_round(held)
    lifecycle.check_declarable(held.phase)
    known = _Known(held, rows)
    outcomes = known.take_all(rows)
    known.begin_reviews(by)
    known.append()
    count = sum(outcome in (Row.CREATED, Row.UPDATED) for outcome in outcomes)
    if count:
        publish(ScoresImported(actor_id=by.actor_id, subject_id=held.id, count=count))
    return outcomes


class _Known:
    """Everything that the rows name, looked up at once."""

    def __init__(self, held: Round, rows: Sequence[ImportedScore]) -> None:
        self.held = held
        self.version = held.rubric_version
        self.criteria = _criteria_by_name(self.version.criteria)
        self.ideas = ideas_by_reference({row.item for row in rows})
        self.people = people_by_login({row.reviewer for row in rows})
        self.placed = place_ideas(held, self.ideas.values())
        self.category = category_of_items(held.id)
        self.items: dict[int, int] = {
            suggestion_id: item_id
            for item_id, suggestion_id in db.session.execute(
                select(RoundItem.id, RoundItem.suggestion_id).where(RoundItem.round_id == held.id)
            )
        }
        wanted = {self.items[number] for number in self.ideas.values() if number in self.items}
        self.conflicts = conflicts_between(
            {item: number for number, item in self.items.items() if item in wanted},
            self.people.values(),
        )
        self.stored = {(r.item_id, r.reviewer_key): r for r in reviews_of(wanted)}
        self.gathered: dict[tuple[int, str], _Gathered] = {}

    def take_all(self, rows: Sequence[ImportedScore]) -> list[Row | Invalid]:
        """Take over the rows that can be understood and that no other row contradicts."""
        understood: list[Said | Invalid] = []
        for row in rows:
            try:
                understood.append(self._understand(row))
            except Invalid as error:
                understood.append(error)
        against = contradictions(one for one in understood if isinstance(one, Said))
        return [self._take(row, one, against) for row, one in zip(rows, understood, strict=True)]

    def _take(
        self, row: ImportedScore, said: Said | Invalid, against: Mapping[Said, Against]
    ) -> Row | Invalid:
        if isinstance(said, Invalid):
            return said
        if said in against:
            return refusal(against[said], reviewer=row.reviewer, item=row.item)
        return self._review(row, said).take(said.criterion_id, row)

    def _understand(self, row: ImportedScore) -> Said:
        """Whose score of what a row is, or `Invalid`."""
        item_id = self._item(row.item)
        asked = self._criterion(row.criterion, self.category.get(item_id))
        if row.score is not None and not is_on_scale(asked, row.score):
            raise Invalid.field("score", off_scale(asked))
        key = self._reviewer(item_id, row.reviewer)
        return Said((item_id, key), asked.criterion_id, row.score, row.confidence)

    def begin_reviews(self, by: Actor) -> None:
        """Ideas that came into a running round are under review."""
        if self.held.phase is State.DRAFT or not self.placed:
            return
        for suggestion in db.session.scalars(
            select(Suggestion)
            .join(RoundItem, RoundItem.suggestion_id == Suggestion.id)
            .where(RoundItem.round_id == self.held.id, Suggestion.status.in_(sorted(NEW)))
        ).all():
            suggestions.begin_review(suggestion, by=by)

    def append(self) -> None:
        """Store what was gathered."""
        for (item_id, key), found in self.gathered.items():
            if not found.is_news:
                continue
            before = found.before
            notes = ReviewNotes(
                note_to_author=before.note_to_author if before is not None else "",
                private_note=before.private_note if before is not None else "",
                proposal=before.proposal if before is not None else None,
                confidence=found.confidence,
                merge_with=before.merge_with if before is not None else None,
            )
            append_review(
                item_id,
                key,
                asked_by(self.version, self.category.get(item_id)),
                ReviewData(found.values, notes, before.texts if before is not None else {}),
                reviewer_id=found.reviewer_id,
                reviewer_name=found.reviewer_name,
            )

    def _item(self, reference: str) -> int:
        number = self.ideas.get(reference)
        if number is None:
            raise Invalid.field("item", _l("There is no idea “%(item)s”.", item=reference))
        if number not in self.items:
            raise Invalid.field(
                "item",
                _l(
                    "“%(item)s” is not in this round and cannot come in: it is closed or in another round.",
                    item=reference,
                ),
            )
        return self.items[number]

    def _criterion(self, name: str | None, category_id: int | None) -> Asked:
        asked = {one.criterion_id: one for one in asked_by(self.version, category_id)}
        if name is None:
            if len(asked) == 1:
                return next(iter(asked.values()))
            raise Invalid.field("criterion", _l("Say which criterion: the rubric has several."))
        position = self.criteria.get(_folded(name))
        if position is None:
            raise Invalid.field("criterion", _l("The rubric has no criterion “%(name)s”.", name=name))
        found = asked.get(self.version.criteria[position].id)
        if found is None:
            raise Invalid.field(
                "criterion",
                _l("“%(name)s” is answered in words, or asked of ideas of another category.", name=name),
            )
        return found

    def _reviewer(self, item_id: int, reviewer: str) -> str:
        person_id = self.people.get(fold_login(reviewer))
        if person_id is not None and (item_id, person_id) in self.conflicts:
            raise Invalid.field(
                "reviewer",
                _l(
                    "“%(name)s” does not score this idea: %(why)s.",
                    name=reviewer,
                    why=self.conflicts[item_id, person_id].word,
                ),
            )
        return key_of_person(person_id) if person_id is not None else key_of_name(reviewer)

    def _review(self, row: ImportedScore, said: Said) -> _Gathered:
        if said.review not in self.gathered:
            before = self.stored.get(said.review)
            person_id = self.people.get(fold_login(row.reviewer))
            self.gathered[said.review] = _Gathered(
                reviewer_id=person_id,
                reviewer_name=row.reviewer if person_id is None else None,
                before=before,
                values=dict(before.values) if before is not None else {},
                confidence=before.confidence if before is not None else None,
            )
        return self.gathered[said.review]


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _criteria_by_name(criteria: Sequence[Criterion]) -> dict[str, int]:
    """Name in any language, or place from 1 -> index."""
    found: dict[str, int] = {}
    for index, criterion in enumerate(criteria):
        for name in (*criterion.name.values(), str(index + 1)):
            found.setdefault(_folded(name), index)
    return found


def ideas_by_reference(references: set[str]) -> dict[str, int]:
    """External id, else number (`418` or `#418`) -> idea id."""
    found = by_external_id(references)
    numbers = {}
    for reference in references - found.keys():
        digits = reference.removeprefix("#")
        if digits.isascii() and digits.isdigit() and len(digits) <= 10 and int(digits) <= LARGEST_ID:
            numbers[reference] = int(digits)
    present: set[int] = set()
    wanted = sorted(set(numbers.values()))
    for start in range(0, len(wanted), AT_ONCE):
        present |= set(
            db.session.scalars(
                select(Suggestion.id).where(Suggestion.id.in_(wanted[start : start + AT_ONCE]))
            )
        )
    return found | {reference: number for reference, number in numbers.items() if number in present}


def people_by_login(names: set[str]) -> dict[str, int]:
    """Folded login -> person id."""
    wanted = sorted({fold_login(name) for name in names})
    found: dict[str, int] = {}
    for start in range(0, len(wanted), AT_ONCE):
        rows = db.session.execute(
            select(Person.login, Person.id).where(Person.login.in_(wanted[start : start + AT_ONCE]))
        )
        found |= dict(rows.tuples().all())
    return found
