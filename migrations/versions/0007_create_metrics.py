"""Create metrics and their append-only readings."""

import sqlalchemy as sa
from alembic import op

revision = "0007_create_metrics"
down_revision = "0006_create_reviews"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
