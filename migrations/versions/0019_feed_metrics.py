"""Feed metrics."""

import sqlalchemy as sa
from alembic import op

revision = "0019_feed_metrics"
down_revision = "0018_route_ideas"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("metrics_metric", sa.Column("feed", sa.String(length=120), nullable=True))


def downgrade() -> None:
    op.drop_column("metrics_metric", "feed")
