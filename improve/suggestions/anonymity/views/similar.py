"""Similar ideas for who types one without a name.

They are sent back and forgotten: the title is in the body of the request and so in no address and no log, the
session of an account is not opened, and nothing is stored. Shown is what every colleague may read, and to colleagues
only: whoever scanned the code of a place may be anybody.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from improve.core.panels import NextStep
from improve.core.policy import Actor, Assignment, Role
from improve.suggestions.anonymity import tickets
from improve.suggestions.anonymity.tickets import Ticket
from improve.suggestions.anonymity.views import door
from improve.suggestions.blueprint import blueprint
from improve.suggestions.models import Suggestion
from improve.suggestions.ports import steps_of
from improve.suggestions.similar.ranking import is_strong
from improve.suggestions.similar.searching import similar_to
from improve.suggestions.values import TITLE

SEEN = "similar_seen"
# No person has this id: what it sees is what every member sees, and nothing that is somebody's.
ANY_COLLEAGUE = Actor(actor_id=0, assignments=(Assignment(Role.MEMBER),))


@dataclass(frozen=True)
class Alike:
    """An idea that is there already."""

    suggestion: Suggestion
    step: NextStep
    is_strong: bool
    said_in: Suggestion | None  # the merged idea whose text it is


@blueprint.post("/box/similar")
@door.open_to_all
def box_similar() -> ResponseReturnValue:
    """The part under the title; nothing without a colleague's ticket."""
    found = alike(tickets.read(request.form.get("t", "")), request.form.get("title", ""))
    return render_template("suggestions/box/_similar.html", alike=found, alone=True)


def alike(ticket: Ticket | None, title: str) -> list[Alike]:
    """What a title probably repeats."""
    if ticket is None or ticket.for_place:
        return []
    found = similar_to(ANY_COLLEAGUE, title[: TITLE.longest])
    steps = steps_of([item.suggestion for item in found])
    return [
        Alike(item.suggestion, steps[item.suggestion.id], is_strong(item.score), item.said_in)
        for item in found
    ]


def unseen(found: list[Alike]) -> bool:
    """Is there one that is probably the very same and was not on the page that was sent?"""
    seen = set(request.form.get(SEEN, "").split(","))
    return any(one.is_strong and str(one.suggestion.id) not in seen for one in found)
