"""Bringing in who scores what from a file: what is there already stays, and the same file twice changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from improve.accounts.queries import fold_login
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.messages import _l
from improve.core.policy import Actor
from improve.reviews.days import company_today
from improve.reviews.models import Round, RoundItem
from improve.reviews.queries import assigned_pairs, conflicts_between, members_on
from improve.reviews.service.assigning import add_by_hand, check_assignable
from improve.reviews.service.importing import Row, ideas_by_reference, people_by_login
from improve.reviews.values import ImportedAssignment
from improve.suggestions.models import Suggestion
from improve.suggestions.values import Status


def import_assignments(held: Round, rows: Sequence[ImportedAssignment], *, by: Actor) -> list[Row | Invalid]:
    """Ask members to score ideas of the round; the answer says per row what became of it, or why it was not taken.

    An idea is known by its external id, else by its number. The number of members for an idea and the most for a
    member bind the automatic assignment, not what somebody settled by hand: a file may name more.
    """
    check_assignable(held, by)
    known = _Known(held, rows)
    outcomes: list[Row | Invalid] = []
    for row in rows:
        try:
            outcomes.append(known.take(row))
        except Invalid as error:
            outcomes.append(error)
    add_by_hand(held, known.fresh, by)
    return outcomes


class _Known:
    """Everything that the rows name, looked up at once."""

    def __init__(self, held: Round, rows: Sequence[ImportedAssignment]) -> None:
        self.held = held
        self.ideas = ideas_by_reference({row.item for row in rows})
        self.people = people_by_login({row.reviewer for row in rows})
        found = db.session.execute(
            select(RoundItem.suggestion_id, RoundItem.id)
            .join(RoundItem.suggestion)
            .where(RoundItem.round_id == held.id, Suggestion.status != Status.WITHDRAWN)
        )
        self.items: dict[int, int] = dict(found.tuples().all())
        self.members = {
            m.person_id for m in members_on(held.committee_id, max(company_today(), held.opens_on))
        }
        self.pairs = assigned_pairs(held.id)
        self.fresh: set[tuple[int, int]] = set()
        wanted = {self.items[number]: number for number in self.ideas.values() if number in self.items}
        self.conflicts = conflicts_between(wanted, self.members & set(self.people.values()))

    def take(self, row: ImportedAssignment) -> Row:
        """Take over one row, or `Invalid`."""
        number = self.ideas.get(row.item)
        if number is None or number not in self.items:
            raise Invalid.field("item", _l("This round has no idea “%(item)s”.", item=row.item))
        pair = self.items[number], self._member(row.reviewer)
        if pair in self.conflicts:
            raise Invalid.field(
                "reviewer", _l("“%(name)s” has a conflict of interest with this idea.", name=row.reviewer)
            )
        if pair in self.pairs or pair in self.fresh:
            return Row.SKIPPED
        self.fresh.add(pair)
        return Row.CREATED

    def _member(self, login: str) -> int:
        person_id = self.people.get(fold_login(login))
        if person_id is None or person_id not in self.members:
            raise Invalid.field(
                "reviewer", _l("“%(name)s” is no member of the committee in office.", name=login)
            )
        return person_id
