"""A file that says the worker lives: `instance/worker.json`, written every few seconds, removed at its end.

A file and not a row, so that a sign of life costs no write lock and survives a database that is away.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

EVERY = timedelta(seconds=5)
SILENT_AFTER = timedelta(seconds=30)


@dataclass
class JobRecord:
    """How a job fares. `running_since` is None while it rests; `error` is that of the last run, if it failed."""

    runs: int = 0
    failures_in_a_row: int = 0
    error: str | None = None
    last_success: str | None = None
    running_since: str | None = None


@dataclass
class Beat:
    """One sign of life."""

    pid: int
    started_at: str
    at: str
    jobs: dict[str, JobRecord] = field(default_factory=dict)

    @property
    def seen(self) -> datetime:
        """When it was given."""
        return datetime.fromisoformat(self.at)

    def is_alive(self, now: datetime) -> bool:
        """Is it recent enough to believe that the worker lives?"""
        return now - self.seen <= SILENT_AFTER


def path_in(instance: str | Path) -> Path:
    """Where the worker of an instance gives its sign."""
    return Path(instance) / "worker.json"


def write(path: Path, beat: Beat) -> None:
    """Replace the sign of life in one step."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_text(json.dumps(asdict(beat)))
    part.chmod(0o600)
    part.replace(path)


def read(path: Path) -> Beat | None:
    """The newest sign of life; None when there is none."""
    try:
        raw = json.loads(path.read_text())
        jobs = {name: JobRecord(**record) for name, record in raw.pop("jobs").items()}
        beat = Beat(**raw, jobs=jobs)
        return beat if beat.seen.tzinfo is not None else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def remove(path: Path, pid: int) -> None:
    """Take the sign away, if it is still that of `pid`."""
    beat = read(path)
    if beat is not None and beat.pid == pid:
        path.unlink(missing_ok=True)
