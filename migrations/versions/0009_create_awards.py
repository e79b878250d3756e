"""Create award programs and awards."""

import sqlalchemy as sa
from alembic import op

revision = "0009_create_awards"
down_revision = "0008_create_projects"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
