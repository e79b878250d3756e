"""Keep whether members find each other's comments helpful."""

import sqlalchemy as sa
from alembic import op

revision = "0162_rate_comments"
down_revision = "0181_measure_units"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reviews_rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_helpful", sa.Boolean(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_reviews_rating_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews_review.id"], name=op.f("fk_reviews_rating_review_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_rating")),
        sa.UniqueConstraint("review_id", "person_id", name=op.f("uq_reviews_rating_review_id_person_id")),
    )
    op.create_index(op.f("ix_reviews_rating_person_id"), "reviews_rating", ["person_id"])


def downgrade() -> None:
    op.drop_table("reviews_rating")
