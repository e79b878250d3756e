"""Create committees' rounds, rubrics, scores and decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0006_create_reviews"
down_revision = "0005_create_imports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
