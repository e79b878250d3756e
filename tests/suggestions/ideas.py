"""Ideas for tests, and texts that hurt."""

from __future__ import annotations

from typing import Any

from improve.core.db import transaction
from improve.core.policy import Actor
from improve.suggestions import service
from improve.suggestions.models import Suggestion
from improve.suggestions.values import IdeaText

# What somebody may type or send into any text field, and whether it can be stored.
HOSTILE = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "template": "{{ config }} {% raw %} %(name)s ${x} %s",
    "sql": "'; DROP TABLE suggestions_suggestion; --",
    "emoji and accents": "👷🏽‍♀️ naïve Ærøskøbing Ⅷ ﷽",
    "right to left": "\u202eevil\u202c مرحبا",
    "fts": '" OR title:* NEAR( ) AND NOT ^ {} -x +y a*b',
    "formula": "=1+1;@SUM(A1)|cmd",
}
REFUSED = {
    "NUL": "a\x00b",
    "lone surrogate": "a\ud800b",
    "control": "a\x08b",
    "non-character": "a\uffffb",
}


def idea(by: Actor, title: str = "Drip trays", **more: Any) -> Suggestion:
    """An idea, stored."""
    data = {"problem": "Oil on the floor", "idea": "Put a tray under it", **more}
    with transaction():
        return service.submit(IdeaText(title=title, **data), by=by)


def vote_of(*people: Actor, on: Suggestion) -> None:
    """Let people back an idea."""
    for person in people:
        with transaction():
            service.back(on, by=person)
