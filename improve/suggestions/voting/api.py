"""The API of votes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from improve.core.db import db, transaction
from improve.core.messages import _l
from improve.core.values import OneOf
from improve.suggestions import service
from improve.suggestions.api import api
from improve.suggestions.blueprint import visible_or_404
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.voting.ballots import ballot_for
from improve.web.access import current_actor


class Side(StrEnum):
    """What a ballot says."""

    FOR = "for"
    AGAINST = "against"


@dataclass(frozen=True)
class VoteQuery:
    """For the idea, or, where its category takes that, against it."""

    value: Annotated[str, OneOf(tuple(Side))] = str(Side.FOR)


@dataclass
class VoteState:
    """The count (null while it is hidden), one's own vote, and how many votes are left where they are rationed."""

    votes: int | None
    voted: bool
    voted_against: bool
    votes_left: int | None


@api.operation(
    "PUT",
    "/suggestions/<int:suggestion_id>/vote",
    summary=_l("Back an idea"),
    permission=Permission.VOTE,
    query=VoteQuery,
    answer=VoteState,
)
def back(suggestion_id: int, query: VoteQuery) -> dict[str, Any]:
    suggestion = visible_or_404(suggestion_id)
    cast = service.oppose if query.value == Side.AGAINST else service.back
    with transaction():
        cast(suggestion, by=current_actor())
    return _vote_state(suggestion)


@api.operation(
    "DELETE",
    "/suggestions/<int:suggestion_id>/vote",
    summary=_l("Take one’s vote back"),
    permission=Permission.VOTE,
    answer=VoteState,
)
def take_back(suggestion_id: int) -> dict[str, Any]:
    suggestion = visible_or_404(suggestion_id)
    with transaction():
        service.take_back(suggestion, by=current_actor())
    return _vote_state(suggestion)


def _vote_state(suggestion: Suggestion) -> dict[str, Any]:
    db.session.refresh(suggestion)
    ballot = ballot_for(current_actor(), suggestion)
    return {
        "votes": ballot.count.votes if ballot.count is not None else None,
        "voted": ballot.is_mine,
        "voted_against": ballot.is_against,
        "votes_left": ballot.left,
    }
