"""Create the awards that are kept for authors without a name."""

import sqlalchemy as sa
from alembic import op

revision = "0028_keep_awards"
down_revision = "0027_show_outcomes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "awards_kept",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount IS NULL OR amount > 0", name=op.f("ck_awards_kept_amount")),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["accounts_person.id"], name=op.f("fk_awards_kept_given_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["awards_program.id"], name=op.f("fk_awards_kept_program_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects_project.id"], name=op.f("fk_awards_kept_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_awards_kept_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awards_kept")),
        sa.UniqueConstraint(
            "suggestion_id", "program_id", name=op.f("uq_awards_kept_suggestion_id_program_id")
        ),
    )
    op.create_index(op.f("ix_awards_kept_given_by_id"), "awards_kept", ["given_by_id"], unique=False)
    op.create_index(op.f("ix_awards_kept_program_id"), "awards_kept", ["program_id"], unique=False)
    op.create_index(op.f("ix_awards_kept_project_id"), "awards_kept", ["project_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_awards_kept_project_id"), table_name="awards_kept")
    op.drop_index(op.f("ix_awards_kept_program_id"), table_name="awards_kept")
    op.drop_index(op.f("ix_awards_kept_given_by_id"), table_name="awards_kept")
    op.drop_table("awards_kept")
