"""Keep which ideas members would like to score."""

import sqlalchemy as sa
from alembic import op

revision = "0151_wish_ideas"
down_revision = "0150_practice_scoring"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reviews_bid",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("wish", sa.String(length=20), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("wish IN ('rather', 'rather_not')", name=op.f("ck_reviews_bid_wish")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["reviews_item.id"], name=op.f("fk_reviews_bid_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_reviews_bid_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_bid")),
        sa.UniqueConstraint("item_id", "person_id", name=op.f("uq_reviews_bid_item_id_person_id")),
    )
    op.create_index(op.f("ix_reviews_bid_person_id"), "reviews_bid", ["person_id"])


def downgrade() -> None:
    op.drop_table("reviews_bid")
