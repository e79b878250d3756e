"""The chain's head, noted outside the database: `instance/audit/anchors.jsonl`, one line per anchor.

Whoever cuts or rewrites the table has to rewrite this file as well, and each line has an HMAC of its own.
The file is only ever appended to, and is on the disk before `append` returns.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from improve.audit import rules
from improve.audit.rules import Head
from improve.config import make_private_folder

BLOCK = 4096


@dataclass(frozen=True)
class Anchor:
    """One line of the file."""

    at: str
    head: Head
    mac: str

    def is_ours(self, key: str) -> bool:
        """Was it written with the key?"""
        return rules.same(self.mac, rules.anchor_mac(key, self.at, self.head))


def path_in(instance: str | Path) -> Path:
    """Where the anchors of an instance are."""
    return Path(instance) / "audit" / "anchors.jsonl"


def read(path: Path) -> Iterator[tuple[int, Anchor | None]]:
    """(line number, anchor) of each whole line; None for a line that is no anchor.

    A last line without its end is what a crash leaves; it was never confirmed and is left out.
    """
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.endswith(b"\n"):
                yield number, _parsed(line)


def last(path: Path) -> Anchor | None:
    """The newest anchor, without reading the file from its beginning."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        return _last(file)


def append(path: Path, key: str, head: Head, at: datetime) -> bool:
    """Note `head` unless it is noted already; False when there was nothing to do."""
    make_private_folder(path.parent)
    with _opened(path) as file:
        newest = _last(file)
        if newest is not None and newest.head.count >= head.count:
            return False
        _cut_torn_end(file)
        stamp = at.isoformat(timespec="seconds")
        line = {
            "at": stamp,
            "count": head.count,
            "head": head.chain,
            "mac": rules.anchor_mac(key, stamp, head),
        }
        file.seek(0, os.SEEK_END)
        file.write(json.dumps(line).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
        return True


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _parsed(line: bytes) -> Anchor | None:
    try:
        raw = json.loads(line)
        return Anchor(str(raw["at"]), Head(int(raw["count"]), str(raw["head"])), str(raw["mac"]))
    except (ValueError, KeyError, TypeError):
        return None


def _end_of_whole_lines(file: BinaryIO) -> int:
    """Where the last line that has its end ends."""
    position = file.seek(0, os.SEEK_END)
    while position > 0:
        begin = max(0, position - BLOCK)
        file.seek(begin)
        found = file.read(position - begin).rfind(b"\n")
        if found >= 0:
            return begin + found + 1
        position = begin
    return 0


def _last(file: BinaryIO) -> Anchor | None:
    end = _end_of_whole_lines(file)
    begin = max(0, end - BLOCK)
    file.seek(begin)
    lines = file.read(end - begin).splitlines()
    return next((found for found in map(_parsed, reversed(lines)) if found is not None), None)


def _cut_torn_end(file: BinaryIO) -> None:
    file.truncate(_end_of_whole_lines(file))
