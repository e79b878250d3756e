"""The titles of a round as it shows them, for thousands of ideas at once: what is searched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Integer, bindparam, exists, select

from improve.accounts.models import Person
from improve.core.db import db, rows
from improve.reviews.models import Mask, Round, RoundItem
from improve.reviews.queries.reading import AT_ONCE, blind_elsewhere, covered, names_from, unit_names
from improve.reviews.rules.masking import Names, may_name, seen_in
from improve.reviews.values import Part
from improve.suggestions.models import CoAuthor, Suggestion

TITLE_COLUMNS = (
    RoundItem.id,
    Suggestion.id.label("number"),
    Suggestion.title,
    Suggestion.author_id,
    Suggestion.author_name,
    Suggestion.unit_id,
)
_PEOPLE = select(Person.id, Person.name, Person.login, Person.email, Person.unit_id).where(
    Person.id.in_(bindparam("ids", expanding=True))
)
_ROUND: BindParameter[Any] = bindparam("round", type_=Integer)
# From the few rows there are to their round.
_TOGETHER_IN = select(CoAuthor.suggestion_id, CoAuthor.person_id).where(
    exists().where(RoundItem.round_id == _ROUND, RoundItem.suggestion_id == CoAuthor.suggestion_id)
)
_MARKS_IN = (
    select(Mask)
    .where(exists().where(RoundItem.round_id == _ROUND, RoundItem.suggestion_id == Mask.suggestion_id))
    .order_by(Mask.id)
)


def titles_read(held: Round, ideas: Sequence[Any]) -> dict[int, str]:
    """Item id -> the title as the round shows it, for thousands of ideas: rows of `TITLE_COLUMNS`.

    Who wrote them is read once for each person, not for each idea; only a title in which a name may stand is looked at
    closely.
    """
    found = {row.id: row.title for row in ideas}
    if not held.is_blind:
        elsewhere = blind_elsewhere([row.number for row in ideas])
        ideas = [row for row in ideas if row.number in elsewhere]
    if not ideas:
        return found
    groups, marks = _groups(held.id, ideas), _marks_in(held.id)
    telling = _telling({one for of in groups.values() for one in of})
    named = _may_be_named(ideas, groups, {one: names for one, (_row, names) in telling.items()}, unit_names())
    for row in ideas:
        made = marks.get(row.number, ())
        if made or row.id in named:
            names = names_from([telling[one][0] for one in groups[row.number]], row.author_name, row.unit_id)
            found[row.id] = covered([row.title], Part.TITLE, names, made)[0]
    return found


def _may_be_named(
    ideas: Sequence[Any],
    groups: Mapping[int, Sequence[int]],
    people: Mapping[int, Names],
    units: Mapping[int | None, tuple[str, ...]],
) -> set[int]:
    """The item ids of titles in which a name of theirs may stand. All titles of a person or a unit are searched at
    once, and one by one only where something was found: what is joined holds whatever its parts hold.
    """
    titles: dict[Names, list[tuple[int, str]]] = defaultdict(list)
    of_people = {one: titles[names] for one, names in people.items()}
    of_units = {unit: titles[Names(units=tuple(texts))] for unit, texts in units.items()}
    for item_id, number, title, _author_id, author_name, unit_id in ideas:
        one = item_id, seen_in(title)
        for person_id in groups[number]:
            of_people[person_id].append(one)
        if unit_id in of_units:
            of_units[unit_id].append(one)
        if author_name:
            titles[Names(people=(author_name,))].append(one)
    return {
        item_id
        for names, of in titles.items()
        if may_name("\n".join(seen for _id, seen in of), names)
        for item_id, seen in of
        if may_name(seen, names)
    }


def _groups(round_id: int, ideas: Sequence[Any]) -> dict[int, list[int]]:
    """The authors and co-authors of each of these ideas of a round, each once, by their id."""
    found = {row.number: [row.author_id] if row.author_id is not None else [] for row in ideas}
    for number, person_id in rows(_TOGETHER_IN, {"round": round_id}):
        if number in found:
            found[number] = sorted({*found[number], person_id})
    return found


def _telling(person_ids: Collection[int]) -> dict[int, tuple[Any, Names]]:
    """The rows of these people, and what names each of them alone."""
    ids, found = sorted(person_ids), {}
    for start in range(0, len(ids), AT_ONCE):
        for one in rows(_PEOPLE, {"ids": ids[start : start + AT_ONCE]}):
            found[one.id] = one, names_from([one], None, None)
    return found


def _marks_in(round_id: int) -> dict[int, list[Mask]]:
    found: dict[int, list[Mask]] = {}
    for mark in db.session.scalars(_MARKS_IN, {"round": round_id}):
        found.setdefault(mark.suggestion_id, []).append(mark)
    return found
