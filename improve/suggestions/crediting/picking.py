"""Choosing colleagues in a form: ticked ones stay, a search offers more, and it all works without a script.

Each choice is one value of the field `with`: `p12` a person, `nMei` a name without an account. Values from a form
are judged again: an unknown person is left out, a name must be a line of text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from improve.accounts.models import Person
from improve.core.messages import LazyText, _l
from improve.core.policy import Actor
from improve.core.values import FieldError
from improve.suggestions.crediting.queries import colleagues_like, named_co_authors_of, people_of
from improve.suggestions.queries import co_authors_of
from improve.suggestions.values import MOST_CO_AUTHORS, NAME

CHOSEN, SOUGHT = "with", "with_q"
LONGEST_QUERY = 120


@dataclass(frozen=True)
class Choice:
    """One colleague on the form."""

    value: str
    name: str
    place: str = ""
    is_named: bool = False


@dataclass(frozen=True)
class Picking:
    """Who is chosen, what is sought and who is found."""

    people: Sequence[Person] = ()
    names: Sequence[str] = ()
    query: str = ""
    found: Sequence[Person] = ()
    problem: LazyText | None = None

    @property
    def chosen(self) -> list[Choice]:
        return [
            *(_person(person) for person in self.people),
            *(Choice(f"n{name}", name, is_named=True) for name in self.names),
        ]

    @property
    def offered(self) -> list[Choice]:
        """The found ones, and the words themselves as a name without an account."""
        ids = {person.id for person in self.people}
        offers = [_person(person) for person in self.found if person.id not in ids]
        if self.query and self.query not in self.names:
            offers.append(Choice(f"n{self.query}", self.query, is_named=True))
        return offers

    @property
    def is_touched(self) -> bool:
        return bool(self.people or self.names or self.query or self.problem)


def _person(person: Person) -> Choice:
    return Choice(f"p{person.id}", person.name, str(person.unit.name) if person.unit is not None else "")


def picked(form: MultiDict[str, str], actor: Actor, *, judge: bool = False) -> Picking:
    """What a form says. With `judge` words that were sought and not chosen are a problem, unless one person fits."""
    values = form.getlist(CHOSEN)[: 3 * MOST_CO_AUTHORS]
    ids = [int(value[1:]) for value in values if value[:1] == "p" and _is_number(value[1:])]
    people, problem = people_of(ids), None
    names = []
    for value in values:
        if value[:1] == "n":
            try:
                names.append(NAME.check(value[1:]))
            except FieldError as error:
                problem = error.message
    query = ""
    try:
        query = NAME.check(form.get(SOUGHT, "")[:LONGEST_QUERY]) if form.get(SOUGHT, "").strip() else ""
    except FieldError as error:
        problem = error.message
    found = colleagues_like(actor, query) if query else []
    if judge and query:
        if len(found) == 1 and query.casefold() in (found[0].name.casefold(), found[0].login):
            people, query, found = [*people, found[0]], "", []
        else:
            problem = problem or _l("Please tick who is meant, or empty the search.")
    return Picking(list(dict.fromkeys(people)), list(dict.fromkeys(names)), query, found, problem)


def present(suggestion_id: int) -> Picking:
    """Who an idea's co-authors are."""
    return Picking(co_authors_of(suggestion_id), [named.name for named in named_co_authors_of(suggestion_id)])


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9
