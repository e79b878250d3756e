"""Create the number that grows when something settled changes; the triggers are hung after each upgrade."""

import sqlalchemy as sa
from alembic import op

revision = "0034_count_settled"
down_revision = "0040_limit_columns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table = op.create_table(
        "core_settled",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_core_settled_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_settled")),
    )
    op.bulk_insert(table, [{"id": 1, "number": 0}])


def downgrade() -> None:
    op.drop_table("core_settled")
