"""Create the inbox and the outbox of mails."""

import sqlalchemy as sa
from alembic import op

revision = "0003_create_notifications"
down_revision = "0002_create_audit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
