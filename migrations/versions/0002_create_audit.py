"""Create the audit trail: what happened, sealed into a chain."""

import sqlalchemy as sa
from alembic import op

revision = "0002_create_audit"
down_revision = "0001_create_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
