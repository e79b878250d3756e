"""Keep practice ideas of rounds, and what their members gave them."""

import sqlalchemy as sa
from alembic import op

revision = "0150_practice_scoring"
down_revision = "0140_notice_processing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reviews_practice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), server_default="", nullable=False),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.Column("idea", sa.Text(), server_default="", nullable=False),
        sa.Column("expected_result", sa.Text(), server_default="", nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("place BETWEEN 1 AND 2", name=op.f("ck_reviews_practice_place")),
        sa.CheckConstraint(
            "(suggestion_id IS NULL) = (title <> '')", name=op.f("ck_reviews_practice_source")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["reviews_round.id"],
            name=op.f("fk_reviews_practice_round_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_reviews_practice_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"],
            ["accounts_person.id"],
            name=op.f("fk_reviews_practice_added_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_practice")),
        sa.UniqueConstraint("round_id", "place", name=op.f("uq_reviews_practice_round_id_place")),
        sa.UniqueConstraint(
            "round_id", "suggestion_id", name=op.f("uq_reviews_practice_round_id_suggestion_id")
        ),
    )
    op.create_index(op.f("ix_reviews_practice_suggestion_id"), "reviews_practice", ["suggestion_id"])
    op.create_table(
        "reviews_practice_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_reviews_practice_review_score")),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["reviews_practice.id"],
            name=op.f("fk_reviews_practice_review_practice_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_reviews_practice_review_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_practice_review")),
        sa.UniqueConstraint(
            "practice_id", "person_id", name=op.f("uq_reviews_practice_review_practice_id_person_id")
        ),
    )
    op.create_index(op.f("ix_reviews_practice_review_person_id"), "reviews_practice_review", ["person_id"])


def downgrade() -> None:
    op.drop_table("reviews_practice_review")
    op.drop_table("reviews_practice")
