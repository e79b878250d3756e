"""Claims and files of import runs."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex

from flask import current_app
from sqlalchemy import or_, select, update

from improve.config import make_private_folder
from improve.core import clock
from improve.core.db import db
from improve.imports.models import Run, RunState

# A run whose worker has not been heard of for so long is taken over; a second import changes nothing.
SILENT = timedelta(minutes=2)


def folder() -> Path:
    """Where uploaded files lie."""
    path = Path(current_app.instance_path) / "uploads" / "imports"
    make_private_folder(path)
    return path


def keep_file(content: bytes) -> str:
    """Store an upload under a name of ours; the name."""
    name = token_hex(16)
    descriptor = os.open(folder() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    return name


def file_of(run: Run) -> Path:
    """The stored file of a run."""
    return folder() / run.stored_as


def claim(now: datetime) -> int | None:
    """Take the next waiting run (or one whose worker fell silent); its id. Inside a transaction."""
    candidate = (
        select(Run.id)
        .where(
            or_(
                Run.state == RunState.WAITING,
                (Run.state == RunState.RUNNING) & (Run.beat_at < now - SILENT),
            )
        )
        .order_by(Run.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    run_id = db.session.scalar(candidate)
    if run_id is not None:
        db.session.execute(
            update(Run).where(Run.id == run_id).values(state=RunState.RUNNING, beat_at=now, done=0)
        )
    return run_id


def beat(run_id: int, done: int) -> None:
    """Say that the run lives and how far it is."""
    db.session.execute(update(Run).where(Run.id == run_id).values(done=done, beat_at=clock.now()))
