"""Create attachments."""

import sqlalchemy as sa
from alembic import op

revision = "0013_create_attachments"
down_revision = "0012_create_similar"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggestions_attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.Column("removal_reason", sa.String(length=500), nullable=True),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('jpeg', 'png', 'pdf', 'docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp', 'doc', 'xls', 'ppt', 'text')",
            name=op.f("ck_suggestions_attachment_kind"),
        ),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removal_reason IS NULL)", name=op.f("ck_suggestions_attachment_removed")
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"],
            ["accounts_person.id"],
            name=op.f("fk_suggestions_attachment_added_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["removed_by_id"],
            ["accounts_person.id"],
            name=op.f("fk_suggestions_attachment_removed_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_suggestions_attachment_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_attachment")),
        sa.UniqueConstraint("key", name=op.f("uq_suggestions_attachment_key")),
    )
    op.create_index(
        op.f("ix_suggestions_attachment_added_by_id"), "suggestions_attachment", ["added_by_id"], unique=False
    )
    op.create_index(
        op.f("ix_suggestions_attachment_suggestion_id_id"),
        "suggestions_attachment",
        ["suggestion_id", "id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_suggestions_attachment_suggestion_id_id"), table_name="suggestions_attachment")
    op.drop_index(op.f("ix_suggestions_attachment_added_by_id"), table_name="suggestions_attachment")
    op.drop_table("suggestions_attachment")
