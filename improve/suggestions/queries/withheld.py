"""Ideas that somebody must not meet for a time, because another feature has them judge or step back from them.

A contribution to `WITHHELD` is a `Withholding`. Statements are kept for each actor and each key, so the key holds
everything that the condition depends on.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Select, select

from improve.core.policy import Actor
from improve.suggestions.merging.models import Merge
from improve.web.features import contributed

WITHHELD = "suggestion.withheld"


@dataclass(frozen=True)
class Withholding:
    """`key`: None where nothing is withheld from the actor. `condition`: what the actor may still see, by the key.

    `instead`: where the actor reads an idea that is withheld here, if anywhere.
    """

    key: Callable[[Actor], Hashable | None]
    condition: Callable[[Actor, Any], ColumnElement[bool]]
    instead: Callable[[Actor, int], str | None]


def withheld_from(actor: Actor) -> tuple[Hashable, ...]:
    """What is withheld from the actor, as a key: empty for nearly everybody."""
    if actor.is_system or actor.actor_id is None:
        return ()
    keys = [one.key(actor) for one in _withholdings()]
    return tuple(keys) if any(key is not None for key in keys) else ()


def still_seen(actor: Actor, keys: tuple[Hashable, ...]) -> list[ColumnElement[bool]]:
    """The conditions of these keys."""
    return [
        one.condition(actor, key) for one, key in zip(_withholdings(), keys, strict=False) if key is not None
    ]


def read_instead(actor: Actor, suggestion_id: int) -> str | None:
    """The address at which the actor meets an idea that is withheld from every list."""
    addresses = (one.instead(actor, suggestion_id) for one in _withholdings())
    return next((address for address in addresses if address is not None), None)


def merged_into(targets: Select[tuple[int]]) -> Select[tuple[int]]:
    """The ids of the ideas that are part of these."""
    return select(Merge.source_id).where(Merge.undone_at.is_(None), Merge.target_id.in_(targets))


def _withholdings() -> list[Withholding]:
    return contributed(current_app, WITHHELD)
