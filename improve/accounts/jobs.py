"""What the clock starts."""

from __future__ import annotations

from improve.accounts import service
from improve.core.db import transaction


def forget() -> int:
    """Remove attempts and links that nothing asks for any more; how many there were."""
    with transaction():
        return service.forget_old_attempts() + service.forget_old_links()
