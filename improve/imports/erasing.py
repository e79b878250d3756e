"""Files that were brought in by the page: what they hold of an address, and how they end."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.core.erasing import Held, Holder
from improve.core.mail.addresses import keys_in
from improve.core.messages import _l
from improve.imports.models import Run, RunState
from improve.imports.store import file_of

FILES = "imported_files"
ENDED = _l("The file held an address that was erased, and was deleted.")
# A part of a workbook beyond was refused when the file came.
LARGEST_PART = 256 * 1024 * 1024


def _addresses_in(path: Path) -> set[str]:
    """The addresses in a file, whatever its kind and encoding: in all common ones an address is its ASCII letters."""
    try:
        content = path.read_bytes()
    except OSError:
        return set()
    parts = [content]
    if content.startswith(b"PK"):
        with suppress(zipfile.BadZipFile, ValueError, NotImplementedError):
            parts = list(_parts(content))
    out: set[str] = set()
    for part in parts:
        out |= keys_in(part.replace(b"\0", b"").decode("latin-1")) | keys_in(part.decode("utf-8", "ignore"))
    return out


def _parts(content: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for part in book.infolist():
            if part.filename.endswith(".xml") and part.file_size <= LARGEST_PART:
                yield book.read(part)


def _runs() -> Iterator[tuple[Run, set[str]]]:
    """The runs that hold addresses, in their file or in what they told, with those."""
    for run in db.session.scalars(select(Run).order_by(Run.id)):
        found = _addresses_in(file_of(run)) | keys_in(_told(run))
        if found:
            yield run, found


def _told(run: Run) -> str:
    return json.dumps([run.file_name, run.outcome, run.problem], ensure_ascii=False)


def held(key: str) -> Iterator[Held]:
    """The files with the address in them; what else they hold belongs to others."""
    yield Held(
        FILES,
        _l("Files that were brought in and have the address in them"),
        _l("the whole file is deleted; what was brought in stays"),
        tuple(
            {"file": run.file_name, "kind": run.importer, "uploaded_at": run.created_at.isoformat()}
            for run, found in _runs()
            if key in found
        ),
    )


def erase(key: str) -> Mapping[str, int]:
    """Delete the files, and what their reports quote. One that was not brought in yet can be no more."""
    runs = [run for run, found in _runs() if key in found]
    for run in runs:
        file_of(run).unlink(missing_ok=True)
        if run.kind not in (RunState.DONE, RunState.FAILED):
            run.state = RunState.FAILED
            run.problem = ENDED.to_json()
            run.finished_at = clock.now()
        if key in keys_in(run.file_name):
            run.file_name = "file"
        run.outcome = _without(run.outcome, key)
    db.session.flush()
    return {FILES: len(runs)}


def _without(outcome: dict[str, Any] | None, key: str) -> dict[str, Any] | None:
    """The report without the messages that quote the address; how many there were stays."""
    if outcome is None:
        return None
    errors = [
        error
        for error in outcome.get("errors", [])
        if key not in keys_in(json.dumps(error, ensure_ascii=False))
    ]
    return {**outcome, "errors": errors}


def addresses() -> Iterable[str]:
    """All that stand in files."""
    return {address for _run, found in _runs() for address in found}


HOLDER = Holder(held, erase, addresses)
