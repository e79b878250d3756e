"""Keep what people decided about names in the texts of blind ideas."""

import sqlalchemy as sa
from alembic import op

revision = "0130_hide_names"
down_revision = "0105_code_comments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reviews_mask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("passage", sa.String(length=500), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('hide', 'show', 'picture')", name=op.f("ck_reviews_mask_kind")),
        sa.CheckConstraint(
            "part IN ('title', 'problem', 'idea', 'result', 'fields', 'comments', 'files')",
            name=op.f("ck_reviews_mask_part"),
        ),
        sa.CheckConstraint("passage <> ''", name=op.f("ck_reviews_mask_passage")),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_reviews_mask_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["accounts_person.id"],
            name=op.f("fk_reviews_mask_made_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_mask")),
        sa.UniqueConstraint(
            "suggestion_id", "kind", "passage", name=op.f("uq_reviews_mask_suggestion_id_kind_passage")
        ),
    )


def downgrade() -> None:
    op.drop_table("reviews_mask")
