"""Questions about links between ideas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from improve.core.db import LARGEST_ID, db
from improve.core.messages import LazyText
from improve.core.policy import Actor
from improve.suggestions.linking.models import Link
from improve.suggestions.linking.values import MUTUAL, LinkKind
from improve.suggestions.models import Suggestion
from improve.suggestions.queries import visible_to


@dataclass(frozen=True)
class Linked:
    """A link as it reads from one of its ideas: the words, and the other idea."""

    id: int
    kind: LinkKind
    is_forward: bool
    word: LazyText
    other: Suggestion


def links_of(actor: Actor, suggestion_id: int) -> Sequence[Linked]:
    """The links of an idea, both directions, as far as the actor may see the other idea; in the order of kinds."""
    links = db.session.scalars(
        select(Link)
        .where(or_(Link.first_id == suggestion_id, Link.second_id == suggestion_id))
        .order_by(Link.id)
    ).all()
    wanted = {_other(link, suggestion_id) for link in links}
    if not wanted:
        return ()
    visible = {
        idea.id: idea for idea in db.session.scalars(visible_to(actor).where(Suggestion.id.in_(wanted)))
    }
    found = [
        _read_from(link, suggestion_id, visible[_other(link, suggestion_id)])
        for link in links
        if _other(link, suggestion_id) in visible
    ]
    return sorted(found, key=lambda linked: (list(LinkKind).index(linked.kind), not linked.is_forward))


def link_one(actor: Actor, suggestion_id: int, link_id: int) -> Link | None:
    """One link of an idea, if the actor sees both ends; use with `found_or_404`."""
    if not 0 < link_id <= LARGEST_ID or link_id not in {link.id for link in links_of(actor, suggestion_id)}:
        return None
    return db.session.get(Link, link_id)


def count_links(suggestion_id: int) -> int:
    """How many links an idea has, also those to ideas that not everybody sees."""
    ends = or_(Link.first_id == suggestion_id, Link.second_id == suggestion_id)
    return len(db.session.scalars(select(Link.id).where(ends)).all())


def _other(link: Link, suggestion_id: int) -> int:
    return link.second_id if link.first_id == suggestion_id else link.first_id


def _read_from(link: Link, suggestion_id: int, other: Suggestion) -> Linked:
    kind = LinkKind(link.kind)
    forward = kind in MUTUAL or (link.first_id == suggestion_id) == link.is_forward
    return Linked(link.id, kind, forward, kind.word if forward else kind.back, other)
