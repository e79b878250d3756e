"""What the clock starts for surveys."""

from __future__ import annotations

from improve.core.db import transaction
from improve.surveys import service
from improve.surveys.invitations import sending, spending
from improve.surveys.outcomes import service as outcomes
from improve.surveys.sittings import service as sittings
from improve.surveys.uploads import service as uploads


def forget_spent_forms() -> int:
    """Delete the notes of forms that have expired."""
    with transaction():
        return service.forget_spent_forms()


def tell_outcomes() -> int:
    """Write to those who want to hear what was done."""
    with transaction():
        return outcomes.write_letters()


def send_invitations() -> int:
    """Write the invitations and reminders that are due."""
    return sending.send_due()


def forget_files() -> int:
    """Delete files whose form was never sent in."""
    with transaction():
        return uploads.forget()


def forget_sittings() -> int:
    """Forget what was answered in surveys that nobody has continued for weeks."""
    with transaction():
        return sittings.forget()


def part_invitations() -> int:
    """Leave nothing in the tables that leads from an invitation to an anonymous answer."""
    with transaction():
        return spending.part_from_answers()
