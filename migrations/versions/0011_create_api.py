"""Create idempotency keys of the API."""

import sqlalchemy as sa
from alembic import op

revision = "0011_create_api"
down_revision = "0010_create_surveys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
