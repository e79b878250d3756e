"""Keep what the charts of metrics say, so that the list need not compute it."""

import sqlalchemy as sa
from alembic import op

revision = "0180_keep_states"
down_revision = "0163_lead_discussions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "metrics_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("metric_id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["metric_id"],
            ["metrics_metric.id"],
            name=op.f("fk_metrics_state_metric_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metrics_state")),
        sa.UniqueConstraint("metric_id", name=op.f("uq_metrics_state_metric_id")),
    )


def downgrade() -> None:
    op.drop_table("metrics_state")
