"""Changes adopted before there were checks get those that are still to come."""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import delete

from improve.core.db import db, transaction
from improve.core.policy import Role
from improve.projects.models import Stage
from improve.projects.sustaining.models import SustainCheck
from improve.projects.sustaining.queries import checks_of
from tests.conftest import Clock
from tests.people import act, make_person
from tests.projects.making import IMPROVED, adopt, reload, running

PATH = Path(__file__).parents[2] / "migrations" / "versions" / "0075_check_older_adoptions.py"


def migrate() -> None:
    """Run the migration once more on this database."""
    spec = importlib.util.spec_from_file_location(PATH.stem, PATH)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with transaction(), Operations.context(MigrationContext.configure(db.session.connection())):
        module.upgrade()
    db.session.expire_all()


def test_only_checks_to_come_are_set_and_only_once(context: object, clock: Clock) -> None:
    ann, boss = make_person("ann"), act(make_person("boss", roles=[Role.COORDINATOR]))
    forty, old, open_one, checked = (
        running(ann, IMPROVED, stage=Stage.CHECK, code=f"M-{n}", title=f"P{n}") for n in range(4)
    )
    now = datetime.now(UTC)
    for project in (forty, old, checked):
        adopt(project, by=act(ann), approved_by=boss)
    with transaction():
        db.session.execute(delete(SustainCheck).where(SustainCheck.project_id.in_([forty.id, old.id])))
        reload(forty).decided_at = now - timedelta(days=40)
        reload(old).decided_at = now - timedelta(days=400)
    for _twice in range(2):
        migrate()
    found = checks_of([reload(one) for one in (forty, old, open_one, checked)])
    assert {number: [check.days for check in rows] for number, rows in found.items()} == {
        forty.id: [60, 90, 182, 365],
        checked.id: [30, 60, 90, 182, 365],
    }
    adopted_on = (now - timedelta(days=40)).date()
    assert [check.due_on - adopted_on for check in found[forty.id]] == [
        timedelta(days=days) for days in (60, 90, 182, 365)
    ]
    assert {check.state for check in found[forty.id]} == {"waiting"}
