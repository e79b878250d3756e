"""Facts about messages: that somebody chose what they want to hear, and on which channels."""

from __future__ import annotations

from typing import ClassVar

from improve.core.events import Event


class NoticeChoicesChanged(Event):
    """A person chose channels; `subject_id` is the person, `changed` the kinds."""

    subject_type: ClassVar[str] = "person"


class NoticeDefaultsChanged(Event):
    """The company's channels changed for who chose nothing; `changed` the kinds."""

    subject_type: ClassVar[str] = "organization"
