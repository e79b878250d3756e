"""Is the trail as it was written? Entry by entry, place by place, anchor by anchor."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Text, cast, func, select

from improve.audit import anchors, queries, rules
from improve.audit.models import AuditEntry
from improve.audit.rules import Content, Head
from improve.audit.values import Report
from improve.config import make_private_folder
from improve.core import clock
from improve.core.db import db

CHUNK = 2_000
PATIENCE = 10  # tenths of a second
COLUMNS = (
    AuditEntry.uid,
    AuditEntry.at,
    AuditEntry.event,
    AuditEntry.subject_type,
    AuditEntry.subject_id,
    AuditEntry.actor_id,
    cast(AuditEntry.changed, Text).label("changed"),  # decoded here: what was tampered with may be no JSON
    AuditEntry.digest,
    AuditEntry.id,
    AuditEntry.mac,
    AuditEntry.seq,
    AuditEntry.chain,
)


def verify() -> Report:
    """Read the whole trail once. The anchors are read first, so that none is newer than what is compared."""
    key = str(current_app.config["AUDIT_KEY"])
    report = Report()
    expected = _anchors(key, report)
    db.session.rollback()  # the rows must not come from a snapshot that is older than the anchors
    head = _sealed_part(key, report, expected)
    _unsealed_part(key, report)
    _repeated(report)
    if head.count and not report.anchors and not _is_anchored_meanwhile():
        report.wrong("anchors.jsonl", f"{head.count} entries are sealed, but no anchor was found.")
    report.head = head.chain
    db.session.rollback()
    return report


def _anchors(key: str, report: Report) -> dict[int, str]:
    """Count to chain value of all good anchors; the bad ones are reported."""
    found: dict[int, str] = {}
    newest = 0
    for number, anchor in anchors.read(anchors.path_in(current_app.instance_path)):
        where = f"anchors.jsonl, line {number}"
        if anchor is None or not anchor.is_ours(key):
            report.wrong(where, "This line was not written by Improve, or was changed.")
        elif anchor.head.count <= newest:
            report.wrong(where, f"It counts {anchor.head.count} entries after a line that counted {newest}.")
        else:
            newest = anchor.head.count
            found[newest] = anchor.head.chain
            report.anchors += 1
    return found


def _is_anchored_meanwhile() -> bool:
    """The first entries of an instance may have been sealed since the anchors were read; theirs comes right after."""
    path = anchors.path_in(current_app.instance_path)
    for _ in range(PATIENCE):
        if any(True for _line in anchors.read(path)):
            return True
        time.sleep(0.1)
    return False


def _rows(*conditions: Any, order: Any) -> Iterator[Any]:
    statement = select(*COLUMNS).where(*conditions).order_by(order)
    yield from db.session.execute(statement, execution_options={"yield_per": CHUNK})


def _check_entry(key: str, row: Any, where: str, report: Report) -> None:
    report.entries += 1
    try:
        content = Content(
            uid=row.uid,
            at=row.at,
            event=row.event,
            subject_type=row.subject_type,
            subject_id=row.subject_id,
            actor_id=row.actor_id,
            changed=tuple(json.loads(row.changed)),
            digest=row.digest,
        )
        untouched = rules.same(rules.entry_mac(key, content), row.mac)
    except (TypeError, ValueError):
        untouched = False
    if not untouched:
        report.wrong(where, "The entry was changed after it was written.")


def _sealed_part(key: str, report: Report, expected: dict[int, str]) -> Head:
    """Walk the chain. After a break it goes on from what is stored, so that each break is reported once."""
    head = rules.start(key)
    for row in _rows(AuditEntry.seq.is_not(None), order=AuditEntry.seq):
        where = f"entry {row.seq}"
        report.sealed += 1
        if row.seq != head.count + 1:
            report.wrong(where, f"Entries {head.count + 1} to {row.seq - 1} are missing.")
            head = Head(row.seq - 1, head.chain)
        _check_entry(key, row, where, report)
        linked = rules.link(key, head, row.mac)
        if linked.chain != row.chain:
            report.wrong(
                where, "It does not follow from the entry before it: one was moved, added or replaced."
            )
        head = Head(row.seq, row.chain)
        anchored = expected.pop(row.seq, None)
        if anchored is not None and anchored != row.chain:
            report.wrong(where, "An anchor names another entry here: the trail was written anew.")
    if expected:
        most = max(expected)
        report.wrong(
            f"entry {most}",
            f"An anchor counts {most} entries, the database has {head.count}: the end was cut off.",
        )
    return head


def _unsealed_part(key: str, report: Report) -> None:
    for row in _rows(AuditEntry.seq.is_(None), order=AuditEntry.id):
        _check_entry(key, row, f"unsealed entry {row.id}", report)
    report.tail = queries.tail()


def _repeated(report: Report) -> None:
    """A copy of an entry has a right HMAC and could have been sealed; its uid gives it away."""
    repeated = select(AuditEntry.uid).group_by(AuditEntry.uid).having(func.count() > 1)
    for (uid,) in db.session.execute(repeated):
        report.wrong(f"entry with uid {uid}", "It is there more than once.")


@dataclass(frozen=True)
class Remembered:
    """The result of the last daily verification."""

    at: datetime
    ok: bool
    entries: int
    problem_count: int


def _remembered_path() -> Path:
    return anchors.path_in(current_app.instance_path).with_name("verified.json")


def remember(report: Report) -> None:
    """Keep the outcome beside the anchors."""
    path = _remembered_path()
    make_private_folder(path.parent)
    values = {
        "at": clock.now().isoformat(timespec="seconds"),
        "ok": report.ok,
        "entries": report.entries,
        "problem_count": report.problem_count,
    }
    part = path.with_suffix(".part")
    part.write_text(json.dumps(values))
    part.chmod(0o600)
    part.replace(path)


def remembered() -> Remembered | None:
    """The outcome of the last verification; None when there was none yet."""
    try:
        values = json.loads(_remembered_path().read_text())
        return Remembered(**{**values, "at": datetime.fromisoformat(values["at"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
