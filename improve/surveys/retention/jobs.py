"""What the clock starts for retention."""

from __future__ import annotations

from improve.core.db import db, transaction
from improve.surveys.models import Survey
from improve.surveys.retention import service

# At most so many portions in a run: what is left goes with the next one.
MOST_PORTIONS = 500


def expire_answers() -> int:
    """End the answers whose time is over, a portion in each transaction so that nobody waits long."""
    gone = 0
    for survey_id in service.with_terms():
        for _ in range(MOST_PORTIONS):
            with transaction():
                count = service.expire(db.session.get_one(Survey, survey_id))
            gone += count
            if count == 0:
                break
    return gone
