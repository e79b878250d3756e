"""Writing an analysis."""

from __future__ import annotations

from improve.core import clock
from improve.core.db import db
from improve.core.errors import Refused
from improve.core.events import publish
from improve.core.messages import _l
from improve.core.policy import Actor, authorize
from improve.projects.analysis.events import AnalysisWritten
from improve.projects.analysis.models import Analysis
from improve.projects.analysis.pareto import read_counts
from improve.projects.analysis.queries import analysis_of
from improve.projects.analysis.values import AnalysisData
from improve.projects.models import Project, Stage
from improve.projects.policy import Permission
from improve.projects.store import lock

FIELDS = ("evidence", "whys", "bones", "counts", "counted", "root_cause")


def write(project: Project, data: AnalysisData, *, by: Actor) -> None:
    """Keep what was found out; unchanged it is no news."""
    authorize(by, Permission.EDIT, project)
    lock(project)
    if project.state is Stage.CLOSED:
        raise Refused(_l("This project is closed; its analysis stays as it is."))
    found = {
        "evidence": data.evidence,
        "whys": data.whys,
        "bones": data.bones,
        "counts": [list(pair) for pair in read_counts(data.counts)],
        "counted": data.counted,
        "root_cause": data.root_cause,
    }
    row = analysis_of(project.id)
    changed = tuple(
        name for name in FIELDS if (getattr(row, name) if row is not None else None) != found[name]
    )
    if not changed:
        return
    if row is None:
        row = Analysis(project_id=project.id)
        db.session.add(row)
    for name in FIELDS:
        setattr(row, name, found[name])
    row.at, row.by_id = clock.now(), by.actor_id
    publish(AnalysisWritten(actor_id=by.actor_id, subject_id=project.id, changed=changed))
