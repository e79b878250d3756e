"""What the doctor asks of the trail: quick questions only; `improve audit verify` asks all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from improve.audit import anchors, queries, service, verification
from improve.core import clock
from improve.operations.ports import Finding, good, note, wrong

SUBJECT = "audit trail"
SEALED_WITHIN = timedelta(minutes=1)
VERIFIED_WITHIN = timedelta(days=3)


def findings() -> Iterator[Finding]:
    """The tail, the newest anchor, the last verification."""
    yield _tail()
    yield _anchored()
    yield _verified()


def _tail() -> Finding:
    tail = queries.tail()
    if tail.oldest is not None and clock.now() - tail.oldest > SEALED_WITHIN:
        line = f"{tail.count} entries wait to be sealed, the oldest since {tail.oldest:%Y-%m-%d %H:%M} UTC"
        return wrong(SUBJECT, line, "Start the worker: `improve serve` or `improve work`.")
    return good(SUBJECT, f"{tail.count} entries wait to be sealed")


def _anchored() -> Finding:
    newest, head = anchors.last(service.anchors_path()), queries.head()
    if newest is None:
        if head is None:
            return good(SUBJECT, "nothing is sealed yet")
        return wrong(SUBJECT, f"{head.count} entries are sealed, but there is no anchor", _LOOK)
    if head is None or head.count < newest.head.count:
        return wrong(SUBJECT, f"the anchors count {newest.head.count} entries, the database has fewer", _LOOK)
    return good(SUBJECT, f"{head.count} entries are sealed, {newest.head.count} anchored")


_LOOK = "Run `improve audit verify`; if a backup was restored by hand, restore its anchors, too."


def _verified() -> Finding:
    checked = verification.remembered()
    if checked is None:
        return note(
            SUBJECT, "it was never verified", "The worker does it daily; or run `improve audit verify`."
        )
    if not checked.ok:
        return wrong(
            SUBJECT,
            f"{checked.problem_count} problems on {checked.at:%Y-%m-%d}",
            "Run `improve audit verify`.",
        )
    return good(SUBJECT, f"verified on {checked.at:%Y-%m-%d}: {checked.entries} entries")
