"""Let categories hold new ideas until a handler releases them."""

import sqlalchemy as sa
from alembic import op

revision = "0061_hold_ideas"
down_revision = "0042_keep_changes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No rebuild: the triggers of both tables stay.
    op.add_column(
        "suggestions_category",
        sa.Column("holds_new", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column(
        "suggestions_suggestion",
        sa.Column("is_held", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("suggestions_suggestion", "is_held")
    op.drop_column("suggestions_category", "holds_new")
