"""Remember which idea a page's text became, so that sent again it is the same one."""

import sqlalchemy as sa
from alembic import op

revision = "0063_hand_in_once"
down_revision = "0070_describe_metrics"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("suggestions_closed_page", sa.Column("suggestion_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("suggestions_closed_page", "suggestion_id")
