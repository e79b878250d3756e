"""Feed metrics: what fills one by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0021_feed_metrics"
down_revision = "0020_notice_kinds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("metrics_metric", sa.Column("feed", sa.String(length=120), nullable=True))


def downgrade() -> None:
    op.drop_column("metrics_metric", "feed")
