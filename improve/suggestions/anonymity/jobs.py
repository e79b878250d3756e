"""What the clock starts: the box is emptied once the company's day is over."""

from __future__ import annotations

from improve.suggestions.anonymity import delivery


def empty_box() -> int:
    """Deliver what was put in before today."""
    return delivery.empty_box()
