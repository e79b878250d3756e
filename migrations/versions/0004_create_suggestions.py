"""Create ideas with their votes, comments and search terms."""

import sqlalchemy as sa
from alembic import op

revision = "0004_create_suggestions"
down_revision = "0003_create_notifications"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
