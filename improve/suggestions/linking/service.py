"""Linking ideas, and taking links back."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid, Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.suggestions.linking.events import LinkMade, LinkRemoved
from improve.suggestions.linking.models import Link
from improve.suggestions.linking.queries import count_links
from improve.suggestions.linking.values import CHOICES, MOST_LINKS, MUTUAL
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.service.moving import lock


def link(idea: Suggestion, choice: str, other: Suggestion, *, by: Actor) -> Link:
    """Say what `idea` is to `other`, which the caller has found among what the actor sees; `choice`: of `CHOICES`."""
    authorize(by, Permission.LINK, idea)
    if idea.id == other.id:
        raise Invalid.field("other", _l("An idea is not linked to itself. Choose another one."))
    lock(idea)
    if count_links(idea.id) >= MOST_LINKS:
        raise Refused(_l("At most %(most)s links fit.", most=MOST_LINKS))
    kind, reads_from_here = CHOICES[choice]
    first, second = sorted((idea.id, other.id))
    row = {
        "first_id": first,
        "second_id": second,
        "kind": str(kind),
        "is_forward": kind in MUTUAL or (first == idea.id) == reads_from_here,
        "by_id": by.actor_id,
        "at": clock.now(),
    }
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    made = db.session.scalar(insert(Link).values(row).on_conflict_do_nothing().returning(Link.id))
    if made is None:
        raise Refused(_l("These two ideas are linked in this way already."))
    publish(LinkMade(actor_id=by.actor_id, subject_id=idea.id, other_id=other.id, kind=str(kind)))
    return db.session.get_one(Link, made)


def unlink(idea: Suggestion, removed: Link, *, by: Actor) -> None:
    """Take a link back, from either end."""
    authorize(by, Permission.LINK, idea)
    other = removed.second_id if removed.first_id == idea.id else removed.first_id
    publish(LinkRemoved(actor_id=by.actor_id, subject_id=idea.id, other_id=other, kind=removed.kind))
    db.session.delete(removed)
    db.session.flush()
