"""Limit how many cards a column of the board holds."""

import sqlalchemy as sa
from alembic import op

revision = "0040_limit_columns"
down_revision = "0031_ask_for_keys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "projects_limit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.CheckConstraint("stage IN ('plan', 'do', 'check', 'act')", name=op.f("ck_projects_limit_stage")),
        sa.CheckConstraint("most BETWEEN 1 AND 999", name=op.f("ck_projects_limit_most")),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["accounts_unit.id"], name=op.f("fk_projects_limit_unit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_limit")),
        sa.UniqueConstraint("unit_id", "stage", name=op.f("uq_projects_limit_unit_id_stage")),
    )
    op.create_index(
        "uq_projects_limit_company",
        "projects_limit",
        ["stage"],
        unique=True,
        sqlite_where=sa.text("unit_id IS NULL"),
        postgresql_where=sa.text("unit_id IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_projects_limit_company",
        table_name="projects_limit",
        sqlite_where=sa.text("unit_id IS NULL"),
        postgresql_where=sa.text("unit_id IS NULL"),
    )
    op.drop_table("projects_limit")
