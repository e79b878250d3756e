"""Facts about consent."""

from __future__ import annotations

from typing import ClassVar

from improve.core.events import Event


class NamingAgreed(Event):
    """A person agreed that their name stands beside their ideas."""

    subject_type: ClassVar[str] = "person"


class NamingEnded(Event):
    """A person no longer agrees."""

    subject_type: ClassVar[str] = "person"


ALL = (NamingAgreed, NamingEnded)
