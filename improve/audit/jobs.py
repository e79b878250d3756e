"""What the clock starts: sealing within seconds, and looking at the whole trail once a day."""

from __future__ import annotations

import logging

from improve.audit import queries, service, verification
from improve.core.db import transaction

log = logging.getLogger(__name__)


def seal() -> int:
    """Seal and anchor what waits. A read comes first, so that an idle worker takes no write lock."""
    sealed = 0
    while queries.is_anything_unsealed():
        with transaction():
            batch = service.seal()
        if not batch:
            break  # another worker is at it
        sealed += batch
    service.anchor()
    return sealed


def verify() -> int:
    """Verify everything and keep the result for the page and for `improve doctor`."""
    report = verification.verify()
    verification.remember(report)
    if not report.ok:
        log.error("the audit trail has %s problems, see `improve audit verify`", report.problem_count)
    return report.entries
