"""Statements that the ORM cannot say."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from improve.core.db import db
from improve.mailbox.models import AnswerCount, HandledMail, MailState


def _insert() -> Any:
    return postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert


def claim(values: dict[str, Any]) -> bool:
    """Note a mail as handled; False where that was done already, under this number or another."""
    statement = _insert()(HandledMail).values(**values, state=MailState.DONE)
    again = statement.on_conflict_do_update(
        index_elements=["mailbox", "uid_validity", "uid"],
        set_={"state": MailState.DONE, "outcome": values["outcome"], "at": values["at"], "error": None},
        where=HandledMail.state == MailState.FAILED,
    )
    return db.session.scalar(again.returning(HandledMail.id)) is not None


def count_answer(address_digest: str, day: date) -> int:
    """Count one more answer to an address; how many it has got on that day."""
    statement = _insert()(AnswerCount).values(address_digest=address_digest, day=day, count=1)
    counted = statement.on_conflict_do_update(
        index_elements=["address_digest", "day"], set_={"count": AnswerCount.count + 1}
    )
    return int(db.session.scalar(counted.returning(AnswerCount.count)) or 0)
