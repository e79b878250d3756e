"""Keeping what was answered so far."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, case, delete, func, insert, select, update

from improve.core import clock
from improve.core.db import db
from improve.surveys.models import Survey, Version
from improve.surveys.queries.surveys import by_public_id, company_today, standing_of
from improve.surveys.rules import standing
from improve.surveys.sittings.models import Sitting

KEPT_DAYS = 30
LONGEST_KEY = 64


def hash_of(key: str) -> str:
    """What is stored of a key of 128 bits."""
    return hashlib.sha256(key.encode()).hexdigest()


def new_key() -> str:
    """128 random bits, as they stand in a link."""
    return secrets.token_urlsafe(16)


def find(survey_id: int, key: str) -> Sitting | None:
    """The begun survey that a key opens, while its answers are kept."""
    if not is_key(key):
        return None
    return db.session.scalar(
        select(Sitting).where(
            Sitting.key_hash == hash_of(key), Sitting.survey_id == survey_id, Sitting.answers.is_not(None)
        )
    )


_TABLE: Any = Sitting.__table__
_BEGIN = insert(_TABLE)
_GO_ON = (
    update(_TABLE)
    .where(
        _TABLE.c.key_hash == bindparam("known"),
        _TABLE.c.survey_id == bindparam("of"),
        _TABLE.c.answers.is_not(None),
    )
    .values(
        page=case((_TABLE.c.page < bindparam("upto"), bindparam("upto")), else_=_TABLE.c.page),
        language=bindparam("spoken"),
        day=bindparam("today"),
        answers=bindparam("given", type_=_TABLE.c.answers.type),
    )
)


def save(
    survey: Survey,
    version: Version,
    key: str,
    *,
    language: str,
    page: int,
    answers: Mapping[str, str],
    is_new: bool = False,
) -> str:
    """Keep the answers up to a page; answers the key that opens them. An unknown key gets a new one, unless it
    `is_new`: made for this by `new_key`."""
    now = by_public_id(survey.public_id, version.id)
    standing.check_open(standing_of(now[0]) if now is not None else standing.Standing.DRAFT)
    # Past the session's machinery for objects: see `surveys.store`.
    connection = db.session.connection()
    today, given = company_today(), dict(answers)
    if not is_new:
        told = {"upto": page, "spoken": language, "today": today, "given": given}
        if is_key(key):
            found = connection.execute(_GO_ON, {**told, "known": hash_of(key), "of": survey.id})
            if found.rowcount:
                return key
        key = new_key()
    row = {"key_hash": hash_of(key), "survey_id": survey.id, "version_id": version.id, "page": page}
    connection.execute(_BEGIN, {**row, "language": language, "day": today, "answers": given})
    return key


def is_key(text: str) -> bool:
    """Could this be a key?"""
    return bool(text) and len(text) <= LONGEST_KEY and text.isascii()


_FINISH = delete(_TABLE).where(_TABLE.c.key_hash == bindparam("known"), _TABLE.c.survey_id == bindparam("of"))


def finish(survey_id: int, key: str) -> None:
    """It was sent in: what was kept of it is a whole answer now."""
    if is_key(key):
        db.session.connection().execute(_FINISH, {"known": hash_of(key), "of": survey_id})


def forget() -> int:
    """Forget the answers of surveys that nobody has continued for weeks; answers how many."""
    before = clock.today() - timedelta(days=KEPT_DAYS)
    result: Any = db.session.execute(
        update(Sitting).where(Sitting.day < before, Sitting.answers.is_not(None)).values(answers=None)
    )
    return int(result.rowcount)


def left_after(survey_id: int) -> dict[int, int]:
    """How many went no further than each page."""
    found = db.session.execute(
        select(Sitting.page, func.count()).where(Sitting.survey_id == survey_id).group_by(Sitting.page)
    )
    return {row[0]: row[1] for row in found}
