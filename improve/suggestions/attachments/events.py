"""Facts about photos and files at ideas."""

from __future__ import annotations

from dataclasses import dataclass

from improve.suggestions.events import AboutSuggestion


@dataclass(frozen=True, kw_only=True)
class AttachmentsAdded(AboutSuggestion):
    """Photos or files were added to an idea: `count` of them."""

    count: int


@dataclass(frozen=True, kw_only=True)
class AttachmentRemoved(AboutSuggestion):
    """A photo or file was removed from an idea by its author."""

    attachment_id: int


@dataclass(frozen=True, kw_only=True)
class AttachmentTakenDown(AboutSuggestion):
    """A photo or file was removed from an idea by who moderates; the reason stays."""

    attachment_id: int


ALL = (AttachmentsAdded, AttachmentRemoved, AttachmentTakenDown)
