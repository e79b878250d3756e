"""Create drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0017_create_drafts"
down_revision = "0016_create_voting"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggestions_closed_page",
        sa.Column("writer", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("writer", name=op.f("pk_suggestions_closed_page")),
    )
    op.create_index(op.f("ix_suggestions_closed_page_at"), "suggestions_closed_page", ["at"], unique=False)
    op.create_table(
        "suggestions_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("writer", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_suggestions_draft_version")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_suggestions_draft_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_draft")),
    )
    op.create_index(
        op.f("ix_suggestions_draft_changed_at"), "suggestions_draft", ["changed_at"], unique=False
    )
    op.create_index(
        op.f("ix_suggestions_draft_person_id_changed_at"),
        "suggestions_draft",
        ["person_id", "changed_at"],
        unique=False,
    )
    op.create_table(
        "suggestions_draft_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
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
            name=op.f("ck_suggestions_draft_file_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["suggestions_draft.id"],
            name=op.f("fk_suggestions_draft_file_draft_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_draft_file")),
        sa.UniqueConstraint("key", name=op.f("uq_suggestions_draft_file_key")),
    )
    op.create_index(
        op.f("ix_suggestions_draft_file_draft_id"), "suggestions_draft_file", ["draft_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_suggestions_draft_file_draft_id"), table_name="suggestions_draft_file")
    op.drop_table("suggestions_draft_file")
    op.drop_index(op.f("ix_suggestions_draft_person_id_changed_at"), table_name="suggestions_draft")
    op.drop_index(op.f("ix_suggestions_draft_changed_at"), table_name="suggestions_draft")
    op.drop_table("suggestions_draft")
    op.drop_index(op.f("ix_suggestions_closed_page_at"), table_name="suggestions_closed_page")
    op.drop_table("suggestions_closed_page")
