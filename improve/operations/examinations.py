"""What the doctor looks at on the machine itself: folder, secrets, disk, database, worker, clock."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import text

from improve.config import SECRET_FILES
from improve.core import clock
from improve.core.db import db
from improve.operations import heartbeat, inspection, migrations, safekeeping
from improve.operations.inspection import megabytes
from improve.operations.ports import Finding, good, note, wrong
from improve.web.catalogs import LANGUAGES, TRANSLATIONS

LEAST_FREE = 200 * 1024 * 1024
LITTLE_FREE = 1024 * 1024 * 1024
LONG_RUN = timedelta(minutes=15)
CLOCKS_APART = timedelta(seconds=5)
BACKUP_EVERY = timedelta(days=7)
EARLIEST = datetime(2025, 1, 1, tzinfo=UTC)


def instance() -> Path:
    """The instance folder."""
    return Path(current_app.instance_path)


def of_machine() -> Iterator[Finding]:
    """Folder, secrets, disk, languages, the last backup."""
    yield _folder()
    yield from _secrets()
    yield _disk()
    yield from _languages()
    yield _backup()


def _folder() -> Finding:
    rights = instance().stat().st_mode & 0o777
    if rights & 0o077:
        line = f"{instance()} can be read by others ({rights:o})"
        return wrong("instance", line, f"chmod 700 {instance()}")
    return good("instance", str(instance()))


def _secrets() -> Iterator[Finding]:
    for name in (*SECRET_FILES, "improve.toml"):
        path = instance() / name
        if not path.exists():
            continue
        rights = path.stat().st_mode & 0o777
        if rights & 0o077:
            yield wrong("secrets", f"{path} can be read by others ({rights:o})", f"chmod 600 {path}")
        else:
            yield good("secrets", f"{name} is its owner's alone")


def _disk() -> Finding:
    usage = shutil.disk_usage(instance())
    line = f"{megabytes(usage.free)} free of {megabytes(usage.total)}"
    if usage.free < LEAST_FREE:
        return wrong("disk", line, "Make room: without it nothing can be saved.")
    if usage.free < LITTLE_FREE:
        return note("disk", line, "Make room soon.")
    return good("disk", line)


def _languages() -> Iterator[Finding]:
    for language in LANGUAGES:
        compiled = TRANSLATIONS / language / "LC_MESSAGES" / "messages.mo"
        sources = list((TRANSLATIONS / language).glob("*.po"))
        newest = max((path.stat().st_mtime for path in sources), default=0.0)
        if not compiled.exists() or compiled.stat().st_mtime < newest:
            yield wrong("languages", f"the texts in {language} are not compiled", "Run `make venv`.")


def _backup() -> Finding:
    last = safekeeping.last_backup(instance())
    remedy = "Run `improve backup DIR` regularly, to another disk."
    if last is None:
        return note("backup", "there was none yet", remedy)
    line = f"the last one was made at {last:%Y-%m-%d %H:%M} UTC"
    return note("backup", line, remedy) if clock.now() - last > BACKUP_EVERY else good("backup", line)


def of_database() -> Iterator[Finding]:
    """Settings in force, size, version."""
    yield from inspection.findings()
    current, head = migrations.current(), migrations.head()
    if current != head:
        line = f"the database is at {current or 'no version'}, this program needs {head}"
        yield wrong("migrations", line, "Run `improve db upgrade`.")
    else:
        yield good("migrations", f"at {current}, the newest")


def of_worker() -> Iterator[Finding]:
    """Does it live, and do its jobs succeed?"""
    start = "Start it: `improve serve` runs it beside the pages."
    beat = heartbeat.read(heartbeat.path_in(instance()))
    if beat is None:
        yield wrong("worker", "it does not run", start)
        return
    if not beat.is_alive(clock.now()):
        yield wrong("worker", f"it was last seen at {beat.seen:%Y-%m-%d %H:%M:%S} UTC", start)
        return
    yield good("worker", f"it lives (process {beat.pid}), {len(beat.jobs)} jobs")
    for name, record in beat.jobs.items():
        if record.error is not None:
            line = f"{name} failed {record.failures_in_a_row} times in a row: {record.error}"
            yield wrong(
                "worker", line, "It is tried again by itself; the log of the worker has the whole story."
            )
        elif record.running_since is not None:
            since = datetime.fromisoformat(record.running_since)
            if clock.now() - since > LONG_RUN:
                line = f"{name} has been running since {since:%Y-%m-%d %H:%M} UTC"
                yield note("worker", line, "A large import may take long; else restart `improve serve`.")


def of_clock() -> Iterator[Finding]:
    """Does the time make sense, and do this machine and the database server agree on it?"""
    now = clock.now()
    line = f"{now:%Y-%m-%d %H:%M:%S} UTC"
    if now < EARLIEST:
        yield wrong(
            "clock", line, "Set the clock of this machine (NTP): promises and entries carry its time."
        )
        return
    beat = heartbeat.read(heartbeat.path_in(instance()))
    if beat is not None and beat.seen - now > CLOCKS_APART:
        line = f"{line}, but the worker wrote a sign of life at {beat.seen:%Y-%m-%d %H:%M:%S} UTC"
        yield wrong("clock", line, "The clock went back: set it by NTP.")
        return
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            there = connection.scalar(text("SELECT clock_timestamp()"))
        apart = abs(clock.now() - there.astimezone(UTC)) if isinstance(there, datetime) else timedelta()
        if apart > CLOCKS_APART:
            line = f"{line}, {apart.total_seconds():.0f} s from that of the database server"
            yield wrong("clock", line, "Set both clocks by NTP.")
            return
    yield good("clock", line)
