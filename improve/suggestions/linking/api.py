"""Links between ideas over the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from improve.core.db import transaction
from improve.core.messages import _l
from improve.core.policy import authorize
from improve.suggestions.api import api
from improve.suggestions.blueprint import visible_or_404
from improve.suggestions.linking import service
from improve.suggestions.linking.queries import Linked, link_one, links_of
from improve.suggestions.linking.values import LinkData
from improve.suggestions.linking.views import seen
from improve.suggestions.models import Suggestion
from improve.suggestions.policy import Permission
from improve.web.access import current_actor, found_or_404
from improve.web.rest import Answer


@dataclass
class LinkItem:
    """A link as it reads from the idea asked for: `kind` with “-back” is read from the other idea to it."""

    id: int
    kind: str
    words: str
    other: int
    title: str


@dataclass
class LinkList:
    """The links of an idea."""

    items: list[LinkItem]


@api.operation(
    "GET",
    "/suggestions/<int:suggestion_id>/links",
    summary=_l("The links of an idea, both directions"),
    permission=Permission.READ,
    answer=LinkList,
)
def links(suggestion_id: int) -> dict[str, Any]:
    return _list(visible_or_404(suggestion_id))


@api.operation(
    "POST",
    "/suggestions/<int:suggestion_id>/links",
    summary=_l("Link an idea to another one"),
    permission=Permission.LINK,
    body=LinkData,
    answer=LinkList,
    status=201,
)
def link(suggestion_id: int, body: LinkData) -> Answer:
    with transaction():
        idea = _linkable_or_404(suggestion_id)
        service.link(idea, body.kind, seen(body.other), by=current_actor())
    return Answer(_list(idea))


@api.operation(
    "DELETE",
    "/suggestions/<int:suggestion_id>/links/<int:link_id>",
    summary=_l("Take a link back"),
    permission=Permission.LINK,
    answer=LinkList,
)
def unlink(suggestion_id: int, link_id: int) -> dict[str, Any]:
    with transaction():
        idea = _linkable_or_404(suggestion_id)
        service.unlink(idea, found_or_404(link_one(current_actor(), idea.id, link_id)), by=current_actor())
    return _list(idea)


def _linkable_or_404(suggestion_id: int) -> Suggestion:
    idea = visible_or_404(suggestion_id)
    authorize(current_actor(), Permission.LINK, idea)
    return idea


def _list(idea: Suggestion) -> dict[str, Any]:
    return {"items": [_item(one) for one in links_of(current_actor(), idea.id)]}


def _item(one: Linked) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": str(one.kind) if one.is_forward else f"{one.kind}-back",
        "words": str(one.word),
        "other": one.other.id,
        "title": one.other.title,
    }


OPERATIONS = (links, link, unlink)
