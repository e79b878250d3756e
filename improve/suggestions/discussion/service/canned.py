"""Ready answers of the company."""

from __future__ import annotations

from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import COMPANY, Actor, authorize
from improve.suggestions.discussion.canned import unknown_places
from improve.suggestions.discussion.events import (
    CannedAnswerChanged,
    CannedAnswerCreated,
    CannedAnswerRemoved,
)
from improve.suggestions.discussion.models import CannedAnswer
from improve.suggestions.discussion.values import CannedData
from improve.suggestions.policy import Permission


def create_canned(data: CannedData, *, by: Actor) -> CannedAnswer:
    """Write a ready answer for everybody who handles ideas."""
    authorize(by, Permission.MANAGE_CANNED, COMPANY)
    _check(data)
    made = CannedAnswer(title=data.title, body=data.body, order=data.order)
    db.session.add(made)
    db.session.flush()
    publish(CannedAnswerCreated(actor_id=by.actor_id, subject_id=made.id))
    return made


def change_canned(canned: CannedAnswer, data: CannedData, *, by: Actor) -> None:
    """Change it. What was sent with it stays as it was."""
    authorize(by, Permission.MANAGE_CANNED, COMPANY)
    _check(data)
    wanted = {"title": data.title, "body": data.body, "order": data.order}
    changed = tuple(name for name, value in wanted.items() if getattr(canned, name) != value)
    for name in changed:
        setattr(canned, name, wanted[name])
    if changed:
        publish(CannedAnswerChanged(actor_id=by.actor_id, subject_id=canned.id, changed=changed))


def remove_canned(canned: CannedAnswer, *, by: Actor) -> None:
    """Offer it no more."""
    authorize(by, Permission.MANAGE_CANNED, COMPANY)
    canned_id = canned.id
    db.session.delete(canned)
    publish(CannedAnswerRemoved(actor_id=by.actor_id, subject_id=canned_id))


def _check(data: CannedData) -> None:
    unknown = unknown_places(data.body)
    if unknown:
        raise Invalid.field(
            "body",
            _l("{%(name)s} is nothing that can be filled in. See the list below the field.", name=unknown[0]),
        )
