"""What goes to other systems: each feature offers kinds of facts, and the webhooks send them to whom they are wanted by.

`Contribution(KIND, HookKind(...))` in a manifest. `Contribution(FORGET, act)`: `act(about)` removes what is stored to be
sent about a thing that was erased.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app

from improve.core.events import Event
from improve.core.messages import LazyText
from improve.core.policy import Actor, Assignment, Role
from improve.web.features import contributed

KIND = "webhooks.kind"
FORGET = "webhooks.forget"
# A colleague without any role: what such a one may not see is not sent, for nobody knows who reads at the other end.
ANY_COLLEAGUE = Actor(actor_id=0, assignments=(Assignment(Role.MEMBER),))


@dataclass(frozen=True)
class Message:
    """What is sent of one fact: plain JSON. `about` names the thing that it tells of, to be forgotten with it."""

    data: Mapping[str, Any]
    about: str | None = None


@dataclass(frozen=True)
class HookKind:
    """A kind of facts that can be sent. `code` and the names within `data` are a promise to those who receive it.

    `data(event)` is asked in the transaction of the fact; None: this one is not for other systems. `example` is what
    the documentation shows, with every name that `data` may have.
    """

    code: str
    group: LazyText
    label: LazyText
    events: tuple[type[Event], ...]
    data: Callable[[Any], Message | None]
    example: Mapping[str, Any]
    order: int = 50


def offered() -> list[HookKind]:
    """All kinds, in the order in which they are listed."""
    return sorted(contributed(current_app, KIND), key=lambda kind: kind.order)


def forget(things: Iterable[str]) -> None:
    """Remove what is stored about these things. Inside a transaction."""
    for about in things:
        for act in contributed(current_app, FORGET):
            act(about)


def link(endpoint: str, **values: Any) -> str:
    """The address of a page as people reach it from outside."""
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return str(current_app.config["BASE_URL"]).rstrip("/") + path
