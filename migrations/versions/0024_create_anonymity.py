"""Create what ideas without a name need: the box, the claims, and where the company takes them."""

import sqlalchemy as sa
from alembic import op

revision = "0024_create_anonymity"
down_revision = "0023_create_places"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggestions_anonymity",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("for_members", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("at_places", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("link_number", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_suggestions_anonymity_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_anonymity")),
    )
    op.create_table(
        "suggestions_named_category",
        sa.Column("category_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["suggestions_category.id"],
            name=op.f("fk_suggestions_named_category_category_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("category_id", name=op.f("pk_suggestions_named_category")),
    )
    op.create_table(
        "suggestions_claim",
        sa.Column("suggestion_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("notes", sa.JSON(), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_suggestions_claim_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("suggestion_id", name=op.f("pk_suggestions_claim")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_suggestions_claim_code_hash")),
    )
    op.create_table(
        "suggestions_letter",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'idea') = (suggestion_id IS NULL)", name=op.f("ck_suggestions_letter_suggestion")
        ),
        sa.CheckConstraint(
            "kind IN ('idea', 'edit', 'words', 'withdrawal')", name=op.f("ck_suggestions_letter_kind")
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_suggestions_letter_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_suggestions_letter")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_suggestions_letter_code_hash"), "suggestions_letter", ["code_hash"], unique=False
    )
    op.create_index(op.f("ix_suggestions_letter_day"), "suggestions_letter", ["day"], unique=False)
    op.create_index(
        op.f("ix_suggestions_letter_suggestion_id"), "suggestions_letter", ["suggestion_id"], unique=False
    )
    op.create_table(
        "suggestions_letter_photo",
        sa.Column("letter_key", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("thumbnail", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["letter_key"],
            ["suggestions_letter.key"],
            name=op.f("fk_suggestions_letter_photo_letter_key"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("letter_key", "number", name=op.f("pk_suggestions_letter_photo")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("suggestions_letter_photo")
    op.drop_index(op.f("ix_suggestions_letter_suggestion_id"), table_name="suggestions_letter")
    op.drop_index(op.f("ix_suggestions_letter_day"), table_name="suggestions_letter")
    op.drop_index(op.f("ix_suggestions_letter_code_hash"), table_name="suggestions_letter")
    op.drop_table("suggestions_letter")
    op.drop_table("suggestions_claim")
    op.drop_table("suggestions_named_category")
    op.drop_table("suggestions_anonymity")
