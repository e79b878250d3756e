"""Who answered, in downloads: nothing of an anonymous survey, else the pseudonym or the contact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import select

from improve.contacts.models import Contact
from improve.contacts.queries import visible_to as visible_contacts
from improve.core.db import db
from improve.core.policy import Actor
from improve.surveys.invitations.models import Respondent
from improve.surveys.models import Anonymity, Response, Survey
from improve.surveys.queries.responses import Filled

PORTION = 500
HEADS: dict[str, tuple[str, ...]] = {
    Anonymity.ANONYMOUS: (),
    Anonymity.PSEUDONYMOUS: ("answered_at", "respondent"),
    Anonymity.IDENTIFIED: ("answered_at", "contact", "contact_email"),
}


def named(survey: Survey, forms: Iterable[Filled], by: Actor) -> Iterator[tuple[Filled, list[str]]]:
    """Each form with the cells under `HEADS`; a contact whom `by` does not look after stays empty."""
    if survey.anonymity == Anonymity.ANONYMOUS:
        for filled in forms:
            yield filled, []
        return
    rest = iter(forms)
    while portion := list(islice(rest, PORTION)):
        cells = _cells(survey, [filled.key for filled in portion], by)
        for filled in portion:
            yield filled, cells[filled.key]


def _cells(survey: Survey, keys: Sequence[int], by: Actor) -> dict[int, list[str]]:
    mine = visible_contacts(by).with_only_columns(Contact.id).order_by(None)
    rows: Any = db.session.execute(
        select(Response.id, Response.answered_at, Respondent.pseudonym, Contact.name, Contact.email)
        .outerjoin(Respondent, Respondent.response_id == Response.id)
        .outerjoin(Contact, (Contact.id == Respondent.contact_id) & Contact.id.in_(mine))
        .where(Response.id.in_(keys))
    )
    is_named = survey.anonymity == Anonymity.IDENTIFIED
    return {
        key: [at.isoformat() if at else "", *([name or "", email or ""] if is_named else [pseudonym or ""])]
        for key, at, pseudonym, name, email in rows
    }
