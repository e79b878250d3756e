"""Create saved import profiles and runs."""

import sqlalchemy as sa
from alembic import op

revision = "0005_create_imports"
down_revision = "0004_create_suggestions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
