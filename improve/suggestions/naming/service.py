"""Choosing the company's own words."""

from __future__ import annotations

from sqlalchemy import select

from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.localized import LANGUAGES, Localized
from improve.core.messages import LazyText, _l
from improve.core.policy import COMPANY, Actor, authorize
from improve.suggestions.events import StatusesNamed
from improve.suggestions.naming.models import StatusName
from improve.suggestions.naming.values import StatusNames
from improve.suggestions.policy import Permission
from improve.suggestions.values import Status


def name_statuses(data: StatusNames, *, by: Actor) -> None:
    """Make these the company's words; a status that is left empty has its usual word again."""
    authorize(by, Permission.MANAGE_CATEGORIES, COMPANY)
    wanted = data.chosen()
    _check_distinct(wanted)
    stored = {Status(row.status): row for row in db.session.scalars(select(StatusName))}
    changed = [
        status
        for status in Status
        if wanted.get(status) != (stored[status].name if status in stored else None)
    ]
    for status in changed:
        row = stored.get(status) or StatusName(status=status)
        if status in wanted:
            row.name = wanted[status]
            db.session.add(row)
            db.session.flush()
        else:
            db.session.delete(row)
        publish(StatusesNamed(actor_id=by.actor_id, subject_id=row.id, changed=(str(status),)))


def _check_distinct(wanted: dict[Status, Localized]) -> None:
    """Two statuses of one name cannot be told apart, on a page or in a file."""
    errors: dict[str, list[LazyText]] = {}
    for language in LANGUAGES:
        taken: dict[str, Status] = {}
        for status, name in wanted.items():
            other = taken.setdefault(name.text(language).casefold(), status)
            if other is not status:
                errors[str(status)] = [_l("Another status has this name. Each needs its own.")]
    for status, name in wanted.items():
        usual = {str(one.word.usual).casefold() for one in Status if one not in wanted}
        if usual & {text.casefold() for text in name.values()}:
            errors[str(status)] = [_l("Another status has this name. Each needs its own.")]
    if errors:
        raise Invalid(errors)
