"""Where files lie: `instance/uploads/ab/ab12…`, named by chance, readable by their owner alone.

A file is written before its row is committed and removed long after its row is gone, so a row never names a
file that is not there: not after a crash, and not in a backup, which copies the database first.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from flask import current_app

from improve.config import make_private_folder
from improve.core import clock

FOLDER = "uploads"
THUMBNAIL = ".thumb"
GONE = ".gone"
KEPT_UNUSED = timedelta(days=1)
_KEY = re.compile(r"[0-9a-f]{32}")


def folder() -> Path:
    """The folder of all files."""
    return Path(current_app.instance_path) / FOLDER


def put(content: bytes, thumbnail: bytes | None = None) -> str:
    """Write a file, and its thumbnail; answers its key. Both are on the disk afterwards."""
    key = secrets.token_hex(16)
    place = folder() / key[:2]
    make_private_folder(folder())
    make_private_folder(place)
    if thumbnail is not None:
        _write(place / (key + THUMBNAIL), thumbnail)
    _write(place / key, content)
    return key


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def path_of(key: str, *, thumbnail: bool = False) -> Path | None:
    """Where a file lies; None when it is not there."""
    if not _KEY.fullmatch(key):
        return None
    path = folder() / key[:2] / (key + THUMBNAIL if thumbnail else key)
    return path if path.is_file() else None


def keys() -> Iterator[str]:
    """The keys of all files."""
    for path in folder().glob("[0-9a-f][0-9a-f]/*"):
        if _KEY.fullmatch(path.name):
            yield path.name


def collect(in_use: set[str]) -> int:
    """Remove what nobody has used for a day; how many files went.

    A file without a row is marked first and goes at a later run: its row may be about to be committed, or a
    backup may be under way that has copied the database with the row and not yet the file.
    """
    removed = 0
    for key in list(keys()):
        path = folder() / key[:2] / key
        mark = path.with_name(key + GONE)
        if key in in_use:
            mark.unlink(missing_ok=True)
        elif not mark.exists():
            mark.touch(mode=0o600)
            os.utime(mark, (clock.now().timestamp(),) * 2)
        elif clock.now().timestamp() - mark.stat().st_mtime > KEPT_UNUSED.total_seconds():
            for gone in (path, path.with_name(key + THUMBNAIL), mark):
                gone.unlink(missing_ok=True)
            removed += 1
    return removed + _collect_halves()


def _collect_halves() -> int:
    """Thumbnails and marks whose file is not there (a crash between two writes), a day old."""
    removed = 0
    for path in folder().glob("[0-9a-f][0-9a-f]/*.*"):
        whole = path.with_name(path.name.partition(".")[0])
        if (
            not whole.exists()
            and clock.now().timestamp() - path.stat().st_mtime > KEPT_UNUSED.total_seconds()
        ):
            path.unlink(missing_ok=True)
            removed += 1
    return removed
