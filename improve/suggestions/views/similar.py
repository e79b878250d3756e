"""What the form for a new idea offers instead: similar ideas, while typing and once before handing in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from improve.core.panels import NextStep
from improve.suggestions.blueprint import blueprint
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import Permission
from improve.suggestions.ports import steps_of
from improve.suggestions.similar.ranking import is_strong
from improve.suggestions.similar.searching import Similar, similar_to
from improve.suggestions.values import TITLE
from improve.suggestions.views.lists import ballots_of
from improve.suggestions.voting.ballots import Ballot
from improve.web.access import current_actor, requires

SEEN = "similar_seen"


@dataclass(frozen=True)
class Offer:
    """An idea to support instead."""

    ballot: Ballot
    step: NextStep
    is_strong: bool
    said_in: Suggestion | None  # the merged idea whose text it is


@blueprint.get("/similar")
@requires(Permission.SUBMIT)
def similar() -> ResponseReturnValue:
    """The part under the title: similar ideas, or nothing."""
    offers = offers_of(alike(request.args.get("title", "")))
    return render_template("suggestions/_similar.html", offers=offers, alone=True)


def alike(title: str) -> list[Similar]:
    """What a title probably repeats."""
    return similar_to(current_actor(), title[: TITLE.longest])


def offers_of(found: Sequence[Similar]) -> list[Offer]:
    """These ideas with how they stand and their vote buttons."""
    ideas = [item.suggestion for item in found]
    steps, ballots = steps_of(ideas), ballots_of(ideas)
    return [
        Offer(ballots[item.suggestion.id], steps[item.suggestion.id], is_strong(item.score), item.said_in)
        for item in found
    ]


def unseen(found: Sequence[Similar]) -> bool:
    """Is there one that is probably the very same and was not on the page that was sent?"""
    seen = set(request.form.get(SEEN, "").split(","))
    return any(is_strong(item.score) and str(item.suggestion.id) not in seen for item in found)
