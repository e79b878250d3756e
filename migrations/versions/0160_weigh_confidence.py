"""Let a round weigh scores by how sure members are."""

import sqlalchemy as sa
from alembic import op

revision = "0160_weigh_confidence"
down_revision = "0151_wish_ideas"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "reviews_round",
        sa.Column("confidence_weighs", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    with op.batch_alter_table("reviews_round") as table:
        table.drop_column("confidence_weighs")
