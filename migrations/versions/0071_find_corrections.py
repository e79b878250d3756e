"""Find what was corrected among very many readings."""

import sqlalchemy as sa
from alembic import op

revision = "0071_find_corrections"
down_revision = "0089_decide_in_meetings"
branch_labels = None
depends_on = None

SUPERSEDED = sa.text("superseded_at IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_metrics_reading_superseded",
        "metrics_reading",
        ["metric_id", "segment", "period_start"],
        unique=False,
        sqlite_where=SUPERSEDED,
        postgresql_where=SUPERSEDED,
    )


def downgrade() -> None:
    op.drop_index(
        "ix_metrics_reading_superseded",
        table_name="metrics_reading",
        sqlite_where=SUPERSEDED,
        postgresql_where=SUPERSEDED,
    )
