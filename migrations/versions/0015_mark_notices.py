"""Mark the messages whose detail is Markdown."""

import sqlalchemy as sa
from alembic import op

revision = "0015_mark_notices"
down_revision = "0014_extend_comments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "notifications_notice",
        sa.Column("is_markdown", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("notifications_notice", "is_markdown")
