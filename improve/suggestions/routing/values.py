"""What routes and responsibilities are made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from improve.core.messages import LazyText, _l
from improve.core.values import OneOf, Whole
from improve.suggestions.values import NAME


class Handler(StrEnum):
    """Whom a route names."""

    LEAD = "lead"
    COORDINATOR = "coordinator"
    PERSON = "person"


class Kind(StrEnum):
    """Why somebody became responsible."""

    ROUTE = "route"  # the idea came in
    HAND = "hand"  # a handler passed it on
    LOCAL = "local"  # the local lane
    BREACH = "breach"  # the promised day has passed
    RAISED = "raised"  # a handler asked the next level


HANDLER_WORDS: dict[Handler, LazyText] = {
    Handler.LEAD: _l("The lead of the unit"),
    Handler.COORDINATOR: _l("The coordinator of the unit"),
    Handler.PERSON: _l("A person"),
}


@dataclass(frozen=True)
class RouteData:
    """A route as it is typed: `person` is a login, an e-mail or a name."""

    handler: Annotated[str, OneOf(tuple(Handler))]
    category_id: Annotated[int | None, Whole(1)] = None
    unit_id: Annotated[int | None, Whole(1)] = None
    person: Annotated[str, NAME] = ""
