"""Merging and parting over the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from improve.core.db import db, transaction
from improve.core.errors import Invalid, Refused
from improve.core.messages import _l
from improve.core.policy import authorize
from improve.core.values import Whole
from improve.suggestions.api import api
from improve.suggestions.blueprint import visible_or_404
from improve.suggestions.finding.picking import numbered
from improve.suggestions.merging import service
from improve.suggestions.merging.queries import merge_of, one_idea_for, parts_of
from improve.suggestions.merging.values import REASON, MergeData
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import Permission
from improve.web.access import current_actor


@dataclass(frozen=True)
class MergeBody:
    """Into which idea, by its number, and why."""

    target: Annotated[int, Whole(1)]
    reason: Annotated[str, REASON] = ""


@dataclass
class MergeState:
    """Where an idea stands: of which one it is part in the end (null: of none that the reader sees), and what is
    part of it.
    """

    id: int
    status: str
    merged_into: int | None
    parts: list[int]


@api.operation(
    "GET",
    "/suggestions/<int:suggestion_id>/merge",
    summary=_l("Of which idea this one is part, and what is part of it"),
    permission=Permission.READ,
    answer=MergeState,
)
def merging(suggestion_id: int) -> dict[str, Any]:
    return _state(visible_or_404(suggestion_id))


@api.operation(
    "POST",
    "/suggestions/<int:suggestion_id>/merge",
    summary=_l("Merge an idea into another one"),
    permission=Permission.MERGE,
    body=MergeBody,
    answer=MergeState,
)
def merge(suggestion_id: int, body: MergeBody) -> dict[str, Any]:
    with transaction():
        source = visible_or_404(suggestion_id)
        authorize(current_actor(), Permission.MERGE, source)
        target = numbered(current_actor(), str(body.target))
        if target is None:
            raise Invalid.field("target", _l("There is no idea with this number that you can see."))
        service.merge(source, target, MergeData(body.reason), by=current_actor())
    return _state(source)


@api.operation(
    "DELETE",
    "/suggestions/<int:suggestion_id>/merge",
    summary=_l("Part an idea from the one it is part of"),
    permission=Permission.MERGE,
    answer=MergeState,
)
def unmerge(suggestion_id: int) -> dict[str, Any]:
    with transaction():
        source = visible_or_404(suggestion_id)
        authorize(current_actor(), Permission.MERGE, source)
        undone = merge_of(source.id)
        if undone is None:
            raise Refused(_l("These ideas are parted already."))
        service.unmerge(undone, by=current_actor())
    return _state(source)


def _state(suggestion: Suggestion) -> dict[str, Any]:
    actor = current_actor()
    db.session.refresh(suggestion)
    one = one_idea_for(actor, suggestion)
    return {
        "id": suggestion.id,
        "status": suggestion.status,
        "merged_into": one.id if one is not None else None,
        "parts": [part.source_id for part in parts_of(actor, suggestion.id)],
    }


OPERATIONS = (merging, merge, unmerge)
