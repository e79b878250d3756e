"""Which answers have to go, what of them stays, and which terms may follow which."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, timedelta

from improve.core.errors import Invalid
from improve.core.messages import _l
from improve.surveys.retention.values import End, Terms, Unit
from improve.surveys.values.kinds import OTHER, Kind, part
from improve.surveys.values.questions import Spec

# What somebody wrote, or what a link said of them; scales, choices, orders and consents say nothing of a person.
PERSONAL = frozenset((Kind.SHORT_TEXT, Kind.LONG_TEXT, Kind.FILE, Kind.HIDDEN, Kind.NUMBER, Kind.DATE))


def kept_since(terms: Terms, today: date) -> date | None:
    """The first day whose answers are still kept; None when all are."""
    if terms.amount is None:
        return None
    if terms.unit == Unit.DAYS:
        return today - timedelta(days=min(terms.amount, today.toordinal() - 1))
    months = today.year * 12 + today.month - 1 - terms.amount
    if months < 12:
        return date.min
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


def personal_names(specs: Sequence[Spec]) -> set[str]:
    """The names of the answers that go when an answer loses what could lead to a person."""
    found = {spec.code for spec in specs if spec.kind in PERSONAL}
    return found | {part(spec.code, OTHER) for spec in specs if spec.offers_other}


def check_promise(before: Terms, after: Terms, today: date, *, is_published: bool) -> None:
    """Refuse to keep longer than those were told who answered already."""
    if not is_published or before.amount is None:
        return
    old, new = kept_since(before, today), kept_since(after, today)
    if old is not None and (new is None or new < old):
        raise Invalid.field(
            "amount", _l("People were told a shorter time when they answered. It can only become shorter.")
        )
    if before.end_with == End.DELETE and after.end_with != End.DELETE:
        raise Invalid.field(
            "end_with", _l("People were told that their answers are deleted. That has to stay so.")
        )
