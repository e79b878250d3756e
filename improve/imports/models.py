"""Tables of imports: saved mappings, and the runs of the page."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.accounts.models import Person
from improve.core.db import Model, one_of

LONGEST_PROFILE = 80
# Excel's own are of at most 31 characters, but a workbook can be made by anything.
LONGEST_SHEET = 120


class RunState(StrEnum):
    """Where a run stands. `checked`: its dry run is done; `waiting`: the worker will take it."""

    UPLOADED = "uploaded"
    CHECKED = "checked"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Profile(Model):
    """A mapping of columns that is used again."""

    __tablename__ = "imports_profile"
    __table_args__ = (UniqueConstraint("importer", "name"),)

    importer: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(LONGEST_PROFILE))
    mapping: Mapped[dict[str, str]] = mapped_column(JSON)
    sheet: Mapped[str | None] = mapped_column(String(LONGEST_SHEET))
    date_order: Mapped[str | None] = mapped_column(String(3))


class Run(Model):
    """One file brought in by the page. The file itself lies in the instance folder until the run has ended."""

    __tablename__ = "imports_run"
    __table_args__ = (
        CheckConstraint(one_of("state", RunState), name="state"),
        CheckConstraint("date_order IN ('dmy', 'mdy')", name="date_order"),
        Index(None, "state", "beat_at"),
    )

    importer: Mapped[str] = mapped_column(String(40))
    file_name: Mapped[str] = mapped_column(String(200))
    stored_as: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(10))
    sheet: Mapped[str | None] = mapped_column(String(LONGEST_SHEET))
    date_order: Mapped[str | None] = mapped_column(String(3))
    mapping: Mapped[dict[str, str]] = mapped_column(JSON)
    total: Mapped[int] = mapped_column(server_default="0", default=0)
    done: Mapped[int] = mapped_column(server_default="0", default=0)
    # The contract's object of the dry run or of the import; errors by (row, column, LazyText as JSON).
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created_at: Mapped[datetime]
    beat_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"), index=True)

    by: Mapped[Person] = relationship()

    @property
    def kind(self) -> RunState:
        return RunState(self.state)
