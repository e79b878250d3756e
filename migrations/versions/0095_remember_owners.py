"""Remember who has ever owned a project; nobody of them approves its result."""

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

revision = "0095_remember_owners"
down_revision = "0071_find_corrections"
branch_labels = None
depends_on = None

project = sa.table(
    "projects_project",
    sa.column("id", sa.Integer()),
    sa.column("owner_id", sa.Integer()),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
version = sa.table(
    "projects_plan_version",
    sa.column("project_id", sa.Integer()),
    sa.column("plan", sa.JSON()),
    sa.column("at", sa.DateTime(timezone=True)),
)
person = sa.table("accounts_person", sa.column("id", sa.Integer()))


def upgrade() -> None:
    owner = op.create_table(
        "projects_owner",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_projects_owner_person_id_accounts_person")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects_project.id"],
            name=op.f("fk_projects_owner_project_id_projects_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_owner")),
        sa.UniqueConstraint("project_id", "person_id", name=op.f("uq_projects_owner_project_id_person_id")),
    )
    op.create_index(op.f("ix_projects_owner_person_id"), "projects_owner", ["person_id"], unique=False)
    connection = op.get_bind()
    known = set(connection.scalars(sa.select(person.c.id)))
    found: dict[tuple[int, int], object] = {}
    # Owners of the past stand in the versions of the plans.
    for number, plan, at in connection.execute(
        sa.select(version.c.project_id, version.c.plan, version.c.at).order_by(version.c.at)
    ):
        named = plan.get("owner_id") if isinstance(plan, Mapping) else None
        if named in known:
            found.setdefault((number, named), at)
    for number, owner_id, at in connection.execute(
        sa.select(project.c.id, project.c.owner_id, project.c.created_at).where(
            project.c.owner_id.is_not(None)
        )
    ):
        found.setdefault((number, owner_id), at)
    rows = [{"project_id": one, "person_id": two, "since": at} for (one, two), at in found.items()]
    if rows:
        op.bulk_insert(owner, rows)


def downgrade() -> None:
    op.drop_index(op.f("ix_projects_owner_person_id"), table_name="projects_owner")
    op.drop_table("projects_owner")
