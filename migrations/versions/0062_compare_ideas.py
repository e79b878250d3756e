"""Let colleagues compare the ideas of a category two at a time."""

import sqlalchemy as sa
from alembic import op

revision = "0062_compare_ideas"
down_revision = "0076_keep_ledger_lines"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggestions_comparison",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("said", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_suggestions_comparison_order")),
        sa.CheckConstraint("said IN (-1, 0, 1)", name=op.f("ck_suggestions_comparison_said")),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["suggestions_category.id"],
            name=op.f("fk_suggestions_comparison_category_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["first_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_suggestions_comparison_first_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_suggestions_comparison_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["second_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_suggestions_comparison_second_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_comparison")),
        sa.UniqueConstraint(
            "person_id",
            "first_id",
            "second_id",
            name=op.f("uq_suggestions_comparison_person_id_first_id_second_id"),
        ),
    )
    op.create_index(
        op.f("ix_suggestions_comparison_category_id_first_id_second_id"),
        "suggestions_comparison",
        ["category_id", "first_id", "second_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_suggestions_comparison_category_id_person_id"),
        "suggestions_comparison",
        ["category_id", "person_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_suggestions_comparison_first_id"), "suggestions_comparison", ["first_id"], unique=False
    )
    op.create_index(
        op.f("ix_suggestions_comparison_second_id"), "suggestions_comparison", ["second_id"], unique=False
    )
    op.add_column(
        "suggestions_category",
        sa.Column("is_compared", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("suggestions_category", "is_compared")
    op.drop_index(op.f("ix_suggestions_comparison_second_id"), table_name="suggestions_comparison")
    op.drop_index(op.f("ix_suggestions_comparison_first_id"), table_name="suggestions_comparison")
    op.drop_index(
        op.f("ix_suggestions_comparison_category_id_person_id"), table_name="suggestions_comparison"
    )
    op.drop_index(
        op.f("ix_suggestions_comparison_category_id_first_id_second_id"), table_name="suggestions_comparison"
    )
    op.drop_table("suggestions_comparison")
