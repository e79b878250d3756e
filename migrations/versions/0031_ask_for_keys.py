"""Ask for keys: whether single keys act on somebody's pages."""

import sqlalchemy as sa
from alembic import op

revision = "0031_ask_for_keys"
down_revision = "0028_keep_awards"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "accounts_person", sa.Column("shortcuts", sa.Boolean(), server_default=sa.true(), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("accounts_person", "shortcuts")
