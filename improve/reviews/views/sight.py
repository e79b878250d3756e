"""What of the table of a round is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from flask import request

from improve.core.db import LARGEST_ID
from improve.reviews.models import Round
from improve.reviews.queries import Results, Sorting, in_order, titled
from improve.reviews.queries.tables import OPEN_DECISION
from improve.reviews.rules.standing import Band, ItemStanding, Opinion
from improve.reviews.values import Outcome

FILTERS = ("q", "category", "band", "views", "decision", "sort")


@dataclass(frozen=True)
class Sight:
    """What of the table is wanted: words of the title, one category, one group, one way of seeing it, one decision."""

    q: str
    category: int | None
    band: Band | None
    views: Opinion | None
    decision: str
    sorting: Sorting

    @classmethod
    def asked(cls, *, sees_decisions: bool, weighs: bool) -> Sight:
        """From the address; whatever is none of the choices is not asked. Decisions are not searched by those
        who do not see them.
        """
        args = request.args
        category = args.get("category", "")
        is_number = category.isascii() and category.isdigit() and len(category) < 10
        decision = args.get("decision", "")
        sorting = _one_of(Sorting, args.get("sort", "")) or Sorting.RESULT
        return cls(
            q=args.get("q", "").replace("\0", "").strip()[:200],
            category=int(category) if is_number and int(category) <= LARGEST_ID else None,
            band=_one_of(Band, args.get("band", "")),
            views=_one_of(Opinion, args.get("views", "")),
            decision=decision if sees_decisions and decision in (OPEN_DECISION, *Outcome) else "",
            sorting=Sorting.RESULT if sorting is Sorting.WEIGHTED and not weighs else sorting,
        )

    @property
    def is_narrow(self) -> bool:
        """Does it leave something out?"""
        return bool(self.q or self.category or self.band or self.views or self.decision)

    def rows(self, held: Round, results: Results) -> Sequence[ItemStanding]:
        """The rows in their order."""
        kept = titled(held, self.q, self.category, self.decision)
        found = in_order(results.found.items, self.sorting)
        if kept is None and self.views is None and self.band is None:
            return found
        return [
            row
            for row in found
            if (kept is None or row.item_id in kept)
            and self.views in (None, row.opinion)
            and self.band in (None, row.band)
        ]


E = TypeVar("E", bound=StrEnum)


def _one_of(kind: type[E], text: str) -> E | None:
    return next((one for one in kind if one.value == text), None)
