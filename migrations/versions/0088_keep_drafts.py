"""Keep what members have begun to fill in."""

import sqlalchemy as sa
from alembic import op

revision = "0088_keep_drafts"
down_revision = "0087_kinds_of_criteria"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reviews_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["reviews_item.id"], name=op.f("fk_reviews_draft_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_reviews_draft_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_draft")),
        sa.UniqueConstraint("item_id", "person_id", name=op.f("uq_reviews_draft_item_id_person_id")),
    )
    op.create_index(op.f("ix_reviews_draft_person_id"), "reviews_draft", ["person_id"])


def downgrade() -> None:
    op.drop_table("reviews_draft")
