"""Questions about mergings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from improve.core.db import db
from improve.core.policy import Actor
from improve.suggestions.merging.models import Merge
from improve.suggestions.models import Suggestion
from improve.suggestions.queries import visible_one, visible_to


def merge_of(suggestion_id: int) -> Merge | None:
    """The merging that makes an idea part of another one."""
    return db.session.scalar(
        select(Merge)
        .options(joinedload(Merge.by))
        .where(Merge.source_id == suggestion_id, Merge.undone_at.is_(None))
    )


def targets_of(suggestion_ids: Iterable[int]) -> dict[int, int]:
    """Of which idea these are part: id -> id; those that stand by themselves are missing."""
    rows = select(Merge.source_id, Merge.target_id).where(
        Merge.source_id.in_(list(suggestion_ids)), Merge.undone_at.is_(None)
    )
    return dict(db.session.execute(rows).tuples().all())


def chain_of(suggestion_id: int) -> list[int]:
    """The number of an idea, then of the one it is part of, and so on to the one that stands by itself."""
    found = [suggestion_id]
    while (after := targets_of(found[-1:]).get(found[-1])) is not None and after not in found:
        found.append(after)
    return found


def one_idea(suggestion_id: int) -> int:
    """The number of the idea that this one is part of in the end; its own if it stands by itself."""
    return chain_of(suggestion_id)[-1]


def one_idea_for(actor: Actor, suggestion: Suggestion) -> Suggestion | None:
    """The idea that a merged one is part of in the end, if the actor may see it."""
    found = one_idea(suggestion.id)
    return visible_one(actor, found) if found != suggestion.id else None


def parts_of(actor: Actor, suggestion_id: int) -> Sequence[Merge]:
    """The mergings that made other ideas part of this one, also by way of others, as far as the actor sees them."""
    chain = (
        select(Merge.id, Merge.source_id)
        .where(Merge.target_id == suggestion_id, Merge.undone_at.is_(None))
        .cte("chain", recursive=True)
    )
    chain = chain.union(
        select(Merge.id, Merge.source_id)
        .join(chain, Merge.target_id == chain.c.source_id)
        .where(Merge.undone_at.is_(None))
    )
    found = db.session.scalars(
        select(Merge)
        .options(joinedload(Merge.source).joinedload(Suggestion.author), joinedload(Merge.by))
        .where(Merge.id.in_(select(chain.c.id)))
        .order_by(Merge.id)
    ).all()
    if not found:
        return ()
    sources = [one.source_id for one in found]
    visible = set(
        db.session.scalars(
            visible_to(actor).with_only_columns(Suggestion.id).where(Suggestion.id.in_(sources))
        )
    )
    return [one for one in found if one.source_id in visible]
