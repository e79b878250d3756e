"""Taking everything of the demonstration out of the database and the instance folder.

Kept are the company's settings with its holidays, the categories of ideas and the rubrics: a real company begins with them and
changes them. All else goes, what visitors tried out included, and the audit trail with it: the ids of the next
people begin anew, so old entries would speak of the wrong ones. Its anchors stay in a folder of their own.
"""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import Table, delete, inspect, text, update

from improve.accounts.models import Organization, SpecialDays
from improve.audit.service import anchors_path
from improve.core.db import Base, db
from improve.reviews.models import Anchor, Criterion, Rubric, RubricVersion
from improve.savings.models import Entry
from improve.suggestions.models import Category

KEPT = frozenset(
    model.__tablename__
    for model in (Organization, SpecialDays, Category, Rubric, RubricVersion, Criterion, Anchor)
)
# Tables of the full-text search are made by hand in migrations; no model knows them.
FULL_TEXT = "_fts"
# Of these no row can be taken out on its own (a trigger refuses it): they go with what they belong to.
GO_WITH_OTHERS = frozenset({Entry.__tablename__})
FOLDERS = ("uploads", "mail")


def clear_tables() -> None:
    """Delete all rows but the kept ones, what refers to something first. Inside a transaction.

    Statements instead of services: nothing is to be told to anybody, and every table is meant, also those of
    features that come later.
    """
    db.session.flush()
    tables = Base.metadata.sorted_tables
    for table in tables:
        if table.name in KEPT:
            _let_go(table)
    for name in inspect(db.session.connection()).get_table_names():
        if name.endswith(FULL_TEXT):
            db.session.execute(text(f"DELETE FROM {name}"))  # noqa: S608  (the name comes from the database)
    for table in reversed(tables):
        if table.name not in KEPT | GO_WITH_OTHERS:
            db.session.execute(delete(table))
    db.session.expire_all()


def _let_go(table: Table) -> None:
    """Empty the references of a kept table to rows that go."""
    columns = [
        key.parent.name
        for key in table.foreign_keys
        if key.column.table.name not in KEPT and key.parent.nullable
    ]
    if columns:
        db.session.execute(update(table).values(dict.fromkeys(columns)))


def put_anchors_aside(at: datetime) -> None:
    """The anchors of the demonstration's trail stay readable beside those of the new one."""
    folder = anchors_path().parent
    if folder.exists():
        folder.rename(folder.with_name(f"{folder.name}-of-demonstration-{at:%Y%m%d%H%M%S}"))


def clear_folders() -> None:
    """Remove uploads, and the mails that were written to files."""
    for name in FOLDERS:
        shutil.rmtree(Path(current_app.instance_path) / name, ignore_errors=True)
