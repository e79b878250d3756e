"""Ideas as those read them who judge them: while a round is blind without whatever names the author.

    reading = reading_of(item)
    reading.title, reading.text(Part.PROBLEM), reading.author

An idea that a blind round has now is blind in every round, also in an earlier one whose decisions are published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BindParameter, bindparam, event, select
from sqlalchemy.orm import Session

from improve.accounts.models import Person, Unit
from improve.core.db import db, rows
from improve.core.localized import Localized
from improve.core.settled import settled
from improve.reviews.models import Mask, Round, RoundItem
from improve.reviews.queries.responses import answers_on, responses_among
from improve.reviews.rules.lifecycle import RUNNING
from improve.reviews.rules.masking import MASK, Found, Names, Span, find, masked, places_of
from improve.reviews.values import MaskKind, Part
from improve.reviews.values.seats import Seat
from improve.suggestions.models import Suggestion
from improve.suggestions.queries import pairs_of_authors
from improve.suggestions.queries.judged import further_answers, remarks_on

AT_ONCE = 500
NOBODY = Names()
READINGS, BESIDE = "reviews.readings", "reviews.beside"


# Asked by every page and for every score that is saved: built once.
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_IDEAS = select(Suggestion.id, Suggestion.author_name, Suggestion.unit_id).where(Suggestion.id.in_(_IDS))
_PAIRS = pairs_of_authors(_IDS).subquery()
_AUTHORS = select(
    _PAIRS.c.suggestion_id, Person.id, Person.name, Person.login, Person.email, Person.unit_id
).join(Person, Person.id == _PAIRS.c.person_id)
_MARKS = select(Mask).where(Mask.suggestion_id.in_(_IDS)).order_by(Mask.id)


@dataclass(frozen=True)
class Reading:
    """One idea in one round. Everything but `title` reads the long texts, which lists do not load."""

    suggestion: Suggestion
    is_blind: bool
    names: Names = NOBODY
    marks: Sequence[Mask] = ()
    _texts: dict[Part, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return self.text(Part.TITLE)

    @property
    def problem(self) -> str:
        return self.text(Part.PROBLEM)

    @property
    def idea(self) -> str:
        return self.text(Part.IDEA)

    @property
    def expected_result(self) -> str:
        return self.text(Part.RESULT)

    @property
    def author(self) -> str:
        """The author's name, "" while it is hidden."""
        return "" if self.is_blind else self.suggestion.author_label

    @property
    def unit(self) -> Localized | None:
        """Where it was handed in, None while that is hidden."""
        return None if self.is_blind else self.suggestion.unit_name

    def text(self, part: Part) -> str:
        """One of its own texts."""
        if part not in self._texts:
            self._texts[part] = self.mask([original(self.suggestion, part)], part)[0]
        return self._texts[part]

    def mask(self, texts: Sequence[str], part: Part) -> list[str]:
        """The texts that make a part of it. Where a passage that was marked here cannot be found any more, the part
        was changed since and nothing of it is shown.
        """
        return covered(texts, part, self.names, self.marks) if self.is_blind else list(texts)

    def found(self, text: str) -> Found:
        """What names the author, and what perhaps does."""
        return _found(text, self.names, self.marks)

    @staticmethod
    def finds(mark: Mask, texts: Sequence[str]) -> bool:
        """Does a marked passage still stand in one of these texts?"""
        return any(places_of(text, mark.passage) for text in texts)

    def marked(self, text: str) -> list[Span]:
        """Where passages stand that somebody marked, in whichever part."""
        return _marked(text, self.marks)

    def shows_picture(self, attachment_id: int) -> bool:
        """Was this picture not hidden by anybody?"""
        hidden = (mark.passage for mark in self.marks if mark.kind == MaskKind.PICTURE)
        return not self.is_blind or str(attachment_id) not in hidden


def covered(texts: Sequence[str], part: Part, names: Names, marks: Sequence[Mask]) -> list[str]:
    """The texts of a part as a blind round shows them; see `Reading.mask`."""
    here = [mark for mark in marks if mark.kind == MaskKind.HIDE and mark.part == part]
    if not all(Reading.finds(mark, texts) for mark in here):
        return [MASK if text else "" for text in texts]
    return [masked(text, [*_found(text, names, marks).sure, *_marked(text, marks)]) for text in texts]


def _found(text: str, names: Names, marks: Sequence[Mask]) -> Found:
    return find(text, names, shown=[m.passage for m in marks if m.kind == MaskKind.SHOW])


def _marked(text: str, marks: Sequence[Mask]) -> list[Span]:
    return [place for mark in marks if mark.kind == MaskKind.HIDE for place in places_of(text, mark.passage)]


def title_read(seat: Seat) -> str:
    """The title as the member reads it, without reading the idea."""
    if not seat.author_hidden and not blind_elsewhere([seat.suggestion_id]):
        return seat.title
    number = seat.suggestion_id
    authors = (
        _authors([number])[number] if seat.is_shared else [seat.writer] if seat.writer is not None else []
    )
    names = names_from(authors, seat.author_name, seat.unit_id)
    marks = marks_of([number]).get(number, []) if seat.is_marked else []
    return covered([seat.title], Part.TITLE, names, marks)[0]


def original(suggestion: Suggestion, part: Part) -> str:
    """A text as its author wrote it."""
    if part is Part.TITLE:
        return suggestion.title
    return {Part.PROBLEM: suggestion.problem, Part.IDEA: suggestion.idea}.get(
        part, suggestion.expected_result
    )


def texts_of(suggestion: Suggestion, *, own: bool = False) -> dict[Part, list[str]]:
    """All that members read of an idea, as it was written. `own`: without what others said."""
    found = {
        part: [original(suggestion, part)] for part in (Part.TITLE, Part.PROBLEM, Part.IDEA, Part.RESULT)
    }
    if not own:
        found[Part.FIELDS] = [text for _label, text in further_answers(suggestion.id)]
        found[Part.RESPONSE] = list(answers_on(suggestion.id).values())
        found[Part.COMMENTS] = [remark.text for remark in remarks_on(suggestion)]
    return found


def reading_of(item: RoundItem) -> Reading:
    """How one idea is read; those that were named to `beside` are fetched with it."""
    known = _known()
    if item.id not in known:
        together: dict[int, RoundItem] = db.session().info.pop(BESIDE, {})
        known |= readings_of(
            other for number, other in {**together, item.id: item}.items() if number not in known
        )
    return known[item.id]


def beside(items: Sequence[RoundItem]) -> None:
    """These are read on one page: fetch what is needed for all of them at the first."""
    if len(items) <= AT_ONCE:
        db.session().info.setdefault(BESIDE, {}).update((item.id, item) for item in items)


def readings_of(items: Iterable[RoundItem], *, blind: bool | None = None) -> dict[int, Reading]:
    """How these ideas are read, by item id. `blind`: as if they were (not); None: as they are."""
    all_of = list(items)
    open_ = {item.id: Reading(item.suggestion, False) for item in all_of}
    if blind is False:
        return open_
    hidden = all_of if blind else _blind_among(all_of)
    masked_ = masked_readings([item.suggestion for item in hidden])
    return open_ | {item.id: masked_[item.suggestion_id] for item in hidden}


def answers_as_read(items: Sequence[RoundItem]) -> dict[int, str]:
    """What authors answered to the notes of these rounds, masked like the ideas; of those that have an answer."""
    answered = {item_id for item_id, one in responses_among(item.id for item in items).items() if one.answer}
    found = {}
    for item in items:
        if item.id in answered:
            every = answers_on(item.suggestion_id)
            texts = reading_of(item).mask(list(every.values()), Part.RESPONSE)
            found[item.id] = dict(zip(every, texts, strict=True))[item.id]
    return found


def masked_readings(ideas: Sequence[Suggestion]) -> dict[int, Reading]:
    """Ideas without whatever names their authors, by the number of the idea."""
    found = {}
    for start in range(0, len(ideas), AT_ONCE):
        part = {idea.id: idea for idea in ideas[start : start + AT_ONCE]}
        names, marks = names_of_authors(list(part)), marks_of(list(part))
        for number, idea in part.items():
            found[number] = Reading(idea, True, names[number], marks.get(number, ()))
    return found


def _blind_among(items: Sequence[RoundItem]) -> list[RoundItem]:
    hidden = blind_elsewhere([item.suggestion_id for item in items if not item.round.is_blind])
    return [item for item in items if item.round.is_blind or item.suggestion_id in hidden]


def blind_elsewhere(suggestion_ids: Sequence[int]) -> set[int]:
    """Those of these ideas that some blind round has now."""
    hidden: set[int] = set()
    for start in range(0, len(suggestion_ids), AT_ONCE):
        found = (
            select(RoundItem.suggestion_id)
            .join(RoundItem.round)
            .where(
                RoundItem.suggestion_id.in_(suggestion_ids[start : start + AT_ONCE]),
                Round.author_hidden,
                Round.state.in_(sorted(RUNNING)),
            )
        )
        hidden |= {one for (one,) in rows(found)}
    return hidden


def names_of_authors(suggestion_ids: Sequence[int]) -> dict[int, Names]:
    """What names the authors of each idea: they, how they sign in, their addresses, their units and the idea's."""
    ids = list(suggestion_ids)
    authors = _authors(ids)
    return {one: names_from(authors[one], name, unit_id) for one, name, unit_id in rows(_IDEAS, {"ids": ids})}


def names_from(authors: Sequence[Any], author_name: str | None, unit_id: int | None) -> Names:
    """`authors`: rows of name, login, email and unit; `author_name`, of somebody without an account."""
    named = unit_names()
    at = dict.fromkeys([unit_id, *(one.unit_id for one in authors)])
    return Names(
        people=tuple(filter(None, [author_name, *(one.name for one in authors)])),
        logins=tuple(one.login for one in authors),
        emails=tuple(one.email for one in authors if one.email),
        units=tuple(name for unit in at if unit in named for name in named[unit]),
    )


def _authors(suggestion_ids: list[int]) -> dict[int, list[Any]]:
    """The authors of each idea by their id, each once."""
    found: dict[int, dict[int, Any]] = {one: {} for one in suggestion_ids}
    for row in rows(_AUTHORS, {"ids": suggestion_ids}):
        found[row.suggestion_id][row.id] = row
    return {one: [of[person] for person in sorted(of)] for one, of in found.items()}


@settled(Unit)
def unit_names() -> Mapping[int | None, tuple[str, ...]]:
    """What each unit is called, in every language."""
    found = rows(select(Unit.id, Unit.name))
    return {row.id: tuple(sorted({text for text in row.name.values() if text})) for row in found}


def marks_of(suggestion_ids: Sequence[int]) -> dict[int, list[Mask]]:
    """What was marked in each idea, oldest first."""
    found: dict[int, list[Mask]] = {}
    for mark in db.session.scalars(_MARKS, {"ids": list(suggestion_ids)}):
        found.setdefault(mark.suggestion_id, []).append(mark)
    return found


def _known() -> dict[int, Reading]:
    known: dict[int, Reading] = db.session().info.setdefault(READINGS, {})
    return known


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, _transaction: Any) -> None:
    """Names, texts and marks may be others in the next transaction."""
    session.info.pop(READINGS, None)
    session.info.pop(BESIDE, None)
