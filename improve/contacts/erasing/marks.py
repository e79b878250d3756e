"""The list of erasures: keyed hashes of addresses, in files of the instance that a restore leaves where they are.

A file has its key in the first line, then a line for each erasure: the instant and the hash. Nobody reads an address
out of it; whoever has the file and an address can tell whether it was erased, so it is its owner's alone.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import current_app

from improve.config import make_private_folder
from improve.core.erasing import FOLDER

SUFFIX = ".list"


@dataclass(frozen=True)
class Erased:
    """Erasures, by the key that their hashes were made with."""

    marks: dict[bytes, frozenset[str]]

    def __bool__(self) -> bool:
        return any(self.marks.values())

    def has(self, address: str) -> bool:
        """Was this address (its key) erased?"""
        return any(_mark(key, address) in marks for key, marks in self.marks.items())


def note(address: str, at: datetime) -> None:
    """Put an address (its key) on the list; it is on the disk afterwards."""
    path = _file()
    key = _read(path)[0]
    line = f"{at.isoformat()} {_mark(key, address)}\n"
    # What a crash cut short ends with this line's beginning; lines that make no sense are skipped.
    cut = not path.read_bytes().endswith(b"\n")
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write("\n" + line if cut else line)
        file.flush()
        os.fsync(file.fileno())


def since(moment: datetime) -> Erased:
    """The erasures from a moment on."""
    found: dict[bytes, frozenset[str]] = {}
    for path in _files():
        key, lines = _read(path)
        found[key] = found.get(key, frozenset()) | {mark for at, mark in lines if at >= moment}
    return Erased(found)


def _folder() -> Path:
    return Path(current_app.instance_path) / FOLDER


def _files() -> Iterable[Path]:
    return sorted(_folder().glob(f"*{SUFFIX}"))


def _file() -> Path:
    """The file that is written to; a new one has a name of its own, so that lists of two machines never mix."""
    for path in _files():
        return path
    make_private_folder(_folder())
    path = _folder() / (secrets.token_hex(8) + SUFFIX)
    part = path.with_suffix(".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return path


def _read(path: Path) -> tuple[bytes, list[tuple[datetime, str]]]:
    head, *lines = path.read_text(encoding="ascii", errors="replace").split("\n")
    found = []
    for line in lines:
        at, _space, mark = line.partition(" ")
        try:
            moment = datetime.fromisoformat(at)
        except ValueError:
            continue
        if moment.tzinfo is not None and len(mark) == hashlib.sha256().digest_size * 2:
            found.append((moment, mark))
    return bytes.fromhex(head), found


def _mark(key: bytes, address: str) -> str:
    return hmac.digest(key, address.encode("utf-8", "surrogatepass"), hashlib.sha256).hex()
