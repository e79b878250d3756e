"""Create award programs and awards."""

import sqlalchemy as sa
from alembic import op

revision = "0009_create_awards"
down_revision = "0008_create_projects"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "awards_program",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("verified_only", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("is_closed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("amount IS NULL OR amount > 0", name=op.f("ck_awards_program_amount")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awards_program")),
    )
    op.create_table(
        "awards_award",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("amount IS NULL OR amount > 0", name=op.f("ck_awards_award_amount")),
        sa.CheckConstraint("given_by_id <> person_id", name=op.f("ck_awards_award_not_to_oneself")),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR (withdrawn_by_id IS NOT NULL AND withdrawn_reason IS NOT NULL)",
            name=op.f("ck_awards_award_withdrawn"),
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["accounts_person.id"], name=op.f("fk_awards_award_given_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_awards_award_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["awards_program.id"], name=op.f("fk_awards_award_program_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects_project.id"], name=op.f("fk_awards_award_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["accounts_person.id"], name=op.f("fk_awards_award_withdrawn_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awards_award")),
        sa.UniqueConstraint("number", name=op.f("uq_awards_award_number")),
    )
    op.create_index(
        op.f("ix_awards_award_person_id_given_on"), "awards_award", ["person_id", "given_on"], unique=False
    )
    op.create_index(op.f("ix_awards_award_program_id"), "awards_award", ["program_id"], unique=False)
    op.create_index(op.f("ix_awards_award_project_id"), "awards_award", ["project_id"], unique=False)
    op.create_index(
        "uq_awards_award_in_force",
        "awards_award",
        ["program_id", "project_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_awards_award_in_force",
        table_name="awards_award",
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.drop_index(op.f("ix_awards_award_project_id"), table_name="awards_award")
    op.drop_index(op.f("ix_awards_award_program_id"), table_name="awards_award")
    op.drop_index(op.f("ix_awards_award_person_id_given_on"), table_name="awards_award")
    op.drop_table("awards_award")
    op.drop_table("awards_program")
