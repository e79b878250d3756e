"""Set the checks of changes that were adopted before there were checks, as far as their day is still to come."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0075_check_older_adoptions"
down_revision = "0061_hold_ideas"
branch_labels = None
depends_on = None

DAYS = (30, 60, 90, 182, 365)

project = sa.table(
    "projects_project",
    sa.column("id", sa.Integer()),
    sa.column("cycle", sa.Integer()),
    sa.column("stage", sa.String()),
    sa.column("decision", sa.String()),
    sa.column("decided_at", sa.DateTime(timezone=True)),
)
check = sa.table(
    "projects_check",
    sa.column("project_id", sa.Integer()),
    sa.column("cycle", sa.Integer()),
    sa.column("days", sa.Integer()),
    sa.column("due_on", sa.Date()),
    sa.column("state", sa.String()),
)


def upgrade() -> None:
    now = datetime.now(UTC)
    checked = sa.exists().where(check.c.project_id == project.c.id, check.c.cycle == project.c.cycle)
    adopted = op.get_bind().execute(
        sa.select(project.c.id, project.c.cycle, project.c.decided_at).where(
            project.c.decision == "adopt",
            project.c.stage.in_(["act", "closed"]),
            # Older ones have no check to come.
            project.c.decided_at > now - timedelta(days=max(DAYS)),
            ~checked,
        )
    )
    rows = [
        {"project_id": number, "cycle": cycle, "days": days, "due_on": due_on, "state": "waiting"}
        for number, cycle, decided_at in adopted
        for days in DAYS
        if (due_on := decided_at.date() + timedelta(days=days)) > now.date()
    ]
    if rows:
        op.bulk_insert(check, rows)


def downgrade() -> None:
    """The checks stay: they are like those of any adoption."""
