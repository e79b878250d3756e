"""Create extra fields."""

import sqlalchemy as sa
from alembic import op

revision = "0019_create_extra_fields"
down_revision = "0018_route_ideas"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggestions_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("order", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_required", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_closed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["suggestions_category.id"],
            name=op.f("fk_suggestions_field_category_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_field")),
        sa.UniqueConstraint("category_id", "code", name=op.f("uq_suggestions_field_category_id_code")),
    )
    op.create_table(
        "suggestions_field_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("help", sa.JSON(), nullable=False),
        sa.Column("unit", sa.String(length=20), server_default="", nullable=False),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_suggestions_field_version_number")),
        sa.ForeignKeyConstraint(
            ["field_id"],
            ["suggestions_field.id"],
            name=op.f("fk_suggestions_field_version_field_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_field_version")),
        sa.UniqueConstraint("field_id", "number", name=op.f("uq_suggestions_field_version_field_id_number")),
    )
    op.create_table(
        "suggestions_field_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("number", sa.Float(), nullable=True),
        sa.Column("choice", sa.String(length=80), nullable=True),
        sa.CheckConstraint(
            "(CASE WHEN text IS NULL THEN 0 ELSE 1 END) + (CASE WHEN number IS NULL THEN 0 ELSE 1 END) + (CASE WHEN choice IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_suggestions_field_answer_one_value"),
        ),
        sa.ForeignKeyConstraint(
            ["field_id"],
            ["suggestions_field.id"],
            name=op.f("fk_suggestions_field_answer_field_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_suggestions_field_answer_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["suggestions_field_version.id"],
            name=op.f("fk_suggestions_field_answer_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_field_answer")),
        sa.UniqueConstraint(
            "suggestion_id", "field_id", name=op.f("uq_suggestions_field_answer_suggestion_id_field_id")
        ),
    )
    op.create_index(
        op.f("ix_suggestions_field_answer_field_id"), "suggestions_field_answer", ["field_id"], unique=False
    )
    op.create_index(
        op.f("ix_suggestions_field_answer_version_id"),
        "suggestions_field_answer",
        ["version_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_suggestions_field_answer_version_id"), table_name="suggestions_field_answer")
    op.drop_index(op.f("ix_suggestions_field_answer_field_id"), table_name="suggestions_field_answer")
    op.drop_table("suggestions_field_answer")
    op.drop_table("suggestions_field_version")
    op.drop_table("suggestions_field")
