"""Facts about links between ideas."""

from __future__ import annotations

from dataclasses import dataclass

from improve.suggestions.events import AboutSuggestion


@dataclass(frozen=True, kw_only=True)
class AboutLink(AboutSuggestion):
    """What happened to a link of an idea; `kind` is read from the link's own first idea."""

    other_id: int
    kind: str


class LinkMade(AboutLink):
    """An idea was linked to another one."""


class LinkRemoved(AboutLink):
    """A link was taken back."""


ALL = (LinkMade, LinkRemoved)
