"""Claims and files of import runs."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex

from flask import current_app
from sqlalchemy import delete, or_, select, update

from improve.config import make_private_folder
from improve.core import clock
from improve.core.db import db
from improve.imports.models import Run, RunState

# A run whose worker has not been heard of for so long is taken over; a second import changes nothing.
SILENT = timedelta(minutes=2)
# A file that nobody started is forgotten after so long.
KEPT = timedelta(days=14)
OPEN = (RunState.UPLOADED, RunState.CHECKED, RunState.WAITING, RunState.RUNNING)


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


def drop_file(run: Run) -> None:
    """Delete the file of a run that has ended: it may hold more of people than was taken from it."""
    file_of(run).unlink(missing_ok=True)


def forget(now: datetime) -> None:
    """Delete the runs that nobody started in time. Inside a transaction."""
    stale = Run.state.in_((RunState.UPLOADED, RunState.CHECKED)) & (Run.beat_at < now - KEPT)
    db.session.execute(delete(Run).where(stale))


def forget_files(now: datetime) -> int:
    """Delete the files that no open run needs, a day after they came; how many."""
    needed = set(db.session.scalars(select(Run.stored_as).where(Run.state.in_(OPEN))))
    before = (now - timedelta(days=1)).timestamp()
    old = [path for path in folder().iterdir() if path.name not in needed and path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


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
