"""What a backup consists of: the files of an instance, and a manifest with their digests and row counts."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path

from improve.config import make_private_folder

FORMAT = 1
MANIFEST = "manifest.json"
FILES = "instance"
SQLITE_COPY = "database.sqlite"
POSTGRESQL_COPY = "database.dump"
LAST = "last_backup.json"
# What an instance folder holds only while it is used, and what a restore put aside.
TRANSIENT = ("worker.json", LAST, "*.lock", "*.part", "before-restore-*")
DATABASE_SUFFIXES = ("", "-wal", "-shm", "-journal", ".lock")
# Copied before the database: an anchor of the audit trail must not be newer than the trail.
FIRST = "audit"


class Unusable(Exception):
    """A backup that cannot be made or used; the text says why."""


@dataclass(frozen=True)
class FileRecord:
    """A file as it was copied."""

    sha256: str
    size: int


@dataclass
class Manifest:
    """What a backup holds. Paths are relative to the backup; `rows` counts each table."""

    made_at: str
    program: str
    database: str
    revision: str | None
    format: int = FORMAT
    files: dict[str, FileRecord] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)


def files_of(instance: Path, database: Path | None) -> Iterator[Path]:
    """The files to keep, relative to the instance folder; linked folders are followed once."""
    seen: set[Path] = set()
    own = {str(database) + suffix for suffix in DATABASE_SUFFIXES} if database is not None else set()
    for folder, folders, names in os.walk(instance, followlinks=True):
        real = Path(folder).resolve()
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not is_transient(name))
        for name in sorted(names):
            path = Path(folder) / name
            if not is_transient(name) and str(path) not in own and path.is_file():
                yield path.relative_to(instance)


def is_transient(name: str) -> bool:
    """Is it of no use after the process that wrote it?"""
    return any(fnmatch(name, pattern) for pattern in TRANSIENT)


def copy_file(source: Path, base: Path, name: Path | str) -> None:
    """Copy a file to `name` below `base`, for its owner alone; it is on the disk afterwards."""
    target = base / name
    for folder in reversed(Path(name).parents):  # one by one: each of them only its owner's
        make_private_folder(base / folder)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as written, source.open("rb") as read:
        shutil.copyfileobj(read, written, 1024 * 1024)
        written.flush()
        os.fsync(written.fileno())


def record_of(path: Path) -> FileRecord:
    """Digest and size of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return FileRecord(digest, path.stat().st_size)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Record every file of the backup and write its manifest."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            manifest.files[path.relative_to(folder).as_posix()] = record_of(path)
    target = folder / MANIFEST
    target.write_text(json.dumps(asdict(manifest), indent=1))
    target.chmod(0o600)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup whose files are all there and unchanged; raises `Unusable`."""
    try:
        raw = json.loads((folder / MANIFEST).read_text())
        if raw["format"] != FORMAT:
            raise Unusable(f"This backup has format {raw['format']}; this program reads format {FORMAT}.")
        raw["files"] = {name: FileRecord(**record) for name, record in raw["files"].items()}
        manifest = Manifest(**raw)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise Unusable(f"{folder} is not a backup of Improve: {MANIFEST} cannot be read.") from error
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            raise Unusable(f"The manifest names a file outside of the backup: {name}.")
        if not path.is_file():
            raise Unusable(f"The backup is incomplete: {name} is missing.")
        if record_of(path) != expected:
            raise Unusable(f"The backup is damaged: {name} is not the file that was saved.")
    return manifest


def note_backup(instance: Path, at: datetime, folder: Path) -> None:
    """Remember in the instance when it was saved last, for the doctor."""
    (instance / LAST).write_text(json.dumps({"at": at.isoformat(timespec="seconds"), "to": str(folder)}))


def last_backup(instance: Path) -> datetime | None:
    """When the instance was saved last."""
    try:
        at = datetime.fromisoformat(json.loads((instance / LAST).read_text())["at"])
        return at if at.tzinfo is not None else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
