"""One contact, one pseudonym in one survey: the same at each answer, and no way back without the survey's key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from improve.core.db import db
from improve.surveys.invitations.models import PseudonymKey


def pseudonym_of(survey_id: int, contact_id: int) -> str:
    """Sixteen letters and digits: 80 bits of a keyed hash. Inside a transaction, because the key may be made now."""
    key = _key(survey_id)
    mark = hmac.digest(bytes.fromhex(key), str(contact_id).encode(), hashlib.sha256)
    return base64.b32encode(mark)[:16].decode().lower()


def _key(survey_id: int) -> str:
    found = db.session.scalar(select(PseudonymKey.key).where(PseudonymKey.survey_id == survey_id))
    if found is None:
        dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
        row = {"survey_id": survey_id, "key": secrets.token_hex(32)}
        db.session.execute(dialect.insert(PseudonymKey).values(row).on_conflict_do_nothing())
        found = db.session.scalar(select(PseudonymKey.key).where(PseudonymKey.survey_id == survey_id))
    return str(found)
