"""Let a plan rest on the readings of one unit of its metric, and compare them with those of another."""

import sqlalchemy as sa
from alembic import op

revision = "0181_measure_units"
down_revision = "0164_hear_authors"
branch_labels = None
depends_on = None

COLUMNS = ("measured_unit_id", "comparison_unit_id")


def upgrade() -> None:
    with op.batch_alter_table("projects_project") as batch:
        for name in COLUMNS:
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch.create_index(op.f(f"ix_projects_project_{name}"), [name], unique=False)
            batch.create_foreign_key(op.f(f"fk_projects_project_{name}"), "accounts_unit", [name], ["id"])
        batch.create_check_constraint(
            op.f("ck_projects_project_comparison_unit"),
            "comparison_unit_id IS NULL OR (comparison_id IS NULL AND measured_unit_id IS NOT NULL"
            " AND comparison_unit_id <> measured_unit_id)",
        )


def downgrade() -> None:
    with op.batch_alter_table("projects_project") as batch:
        batch.drop_constraint(op.f("ck_projects_project_comparison_unit"), type_="check")
        for name in COLUMNS[::-1]:
            batch.drop_constraint(op.f(f"fk_projects_project_{name}"), type_="foreignkey")
            batch.drop_index(op.f(f"ix_projects_project_{name}"))
            batch.drop_column(name)
