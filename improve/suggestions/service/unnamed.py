"""Ideas without a name, for other features: see `improve.suggestions.anonymity`."""

from __future__ import annotations

from improve.core.policy import Actor
from improve.suggestions.anonymity import codes, delivery
from improve.suggestions.anonymity import service as unnamed
from improve.suggestions.anonymity.values import AnonymityData, UnnamedIdea
from improve.suggestions.values import CommentText, IdeaText


def offer_unnamed(*, for_members: bool, at_places: bool, by: Actor) -> None:
    """Say where ideas are taken without a name."""
    unnamed.change_settings(AnonymityData(for_members=for_members, at_places=at_places), by=by)


def hand_in_unnamed(data: IdeaText) -> str:
    """Put an idea into the box; answers its code, which is seen this once."""
    text = UnnamedIdea(
        title=data.title,
        problem=data.problem,
        idea=data.idea,
        expected_result=data.expected_result,
        category_id=data.category_id,
        unit_id=data.unit_id,
    )
    return unnamed.hand_in(text, for_place=False)


def answer_unnamed(code: str, body: str) -> None:
    """Let the author with this code say something; it is posted when the box is emptied."""
    unnamed.write(codes.hash_of(code), CommentText(body))


def empty_box() -> int:
    """Deliver what was put in before today; how many letters."""
    return delivery.empty_box()
