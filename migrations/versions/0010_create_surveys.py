"""Create surveys, their public links and answers."""

import sqlalchemy as sa
from alembic import op

revision = "0010_create_surveys"
down_revision = "0009_create_awards"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
