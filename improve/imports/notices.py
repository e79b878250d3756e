"""What people hear of imports."""

from __future__ import annotations

from collections.abc import Iterable

from improve.core.db import db
from improve.core.messages import _l
from improve.core.notices import Notice, NoticeGroup, NoticeKind
from improve.imports.events import ImportFinished
from improve.imports.models import Run

FINISHED = NoticeKind(
    "imports.finished", NoticeGroup("imports", _l("Imports"), 80), _l("An import of mine has ended")
)
KINDS = (FINISHED,)


def finished(event: ImportFinished) -> Iterable[Notice]:
    """Who started it is told what came of it."""
    run = db.session.get_one(Run, event.subject_id)
    yield Notice(
        kind=FINISHED,
        person_ids=(event.by_id,),
        text=_l("The import of “%(name)s” has ended.", name=run.file_name),
        endpoint="imports.show",
        values={"run_id": run.id},
    )
