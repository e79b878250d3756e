"""Facts about feed addresses."""

from __future__ import annotations

from typing import ClassVar

from improve.core.events import Event


class FeedAddressMade(Event):
    """A person made a secret feed address; an earlier one ended."""

    subject_type: ClassVar[str] = "person"


class FeedAddressEnded(Event):
    """A person ended their feed addresses."""

    subject_type: ClassVar[str] = "person"


ALL = (FeedAddressMade, FeedAddressEnded)
