"""Create approvals, standards, spreads and the checks of adopted changes."""

import sqlalchemy as sa
from alembic import op

revision = "0042_keep_changes"
down_revision = "0029_create_merging"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "projects_approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_approved", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "is_approved OR reason <> ''", name=op.f("ck_projects_approval_returned_with_reason")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["accounts_person.id"], name=op.f("fk_projects_approval_by_id")),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects_project.id"],
            name=op.f("fk_projects_approval_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_approval")),
    )
    op.create_index(
        op.f("ix_projects_approval_project_id_cycle"),
        "projects_approval",
        ["project_id", "cycle"],
        unique=False,
    )
    op.create_table(
        "projects_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), server_default="waiting", nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=True),
        sa.Column("inputs_hash", sa.String(length=64), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'waiting') = (checked_at IS NULL)", name=op.f("ck_projects_check_checked")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'held', 'slid', 'missing')", name=op.f("ck_projects_check_state")
        ),
        sa.CheckConstraint(
            "verdict IN ('improved', 'worse', 'no_change_shown', 'not_enough_data')",
            name=op.f("ck_projects_check_verdict"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["accounts_person.id"], name=op.f("fk_projects_check_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects_project.id"],
            name=op.f("fk_projects_check_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_check")),
        sa.UniqueConstraint(
            "project_id", "cycle", "days", name=op.f("uq_projects_check_project_id_cycle_days")
        ),
    )
    op.create_index(
        op.f("ix_projects_check_state_due_on"), "projects_check", ["state", "due_on"], unique=False
    )
    op.create_table(
        "projects_follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("standard", sa.Text(), server_default="", nullable=False),
        sa.Column("standard_url", sa.String(length=500), server_default="", nullable=False),
        sa.Column("training", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["accounts_person.id"], name=op.f("fk_projects_follow_up_by_id")),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects_project.id"],
            name=op.f("fk_projects_follow_up_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_follow_up")),
        sa.UniqueConstraint("project_id", "cycle", name=op.f("uq_projects_follow_up_project_id_cycle")),
    )
    op.create_table(
        "projects_spread",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_projects_spread_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects_project.id"],
            name=op.f("fk_projects_spread_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["accounts_unit.id"], name=op.f("fk_projects_spread_unit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_spread")),
        sa.UniqueConstraint("project_id", "unit_id", name=op.f("uq_projects_spread_project_id_unit_id")),
    )
    op.create_index(op.f("ix_projects_spread_person_id"), "projects_spread", ["person_id"], unique=False)
    op.create_index(op.f("ix_projects_spread_unit_id"), "projects_spread", ["unit_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_projects_spread_unit_id"), table_name="projects_spread")
    op.drop_index(op.f("ix_projects_spread_person_id"), table_name="projects_spread")
    op.drop_table("projects_spread")
    op.drop_table("projects_follow_up")
    op.drop_index(op.f("ix_projects_check_state_due_on"), table_name="projects_check")
    op.drop_table("projects_check")
    op.drop_index(op.f("ix_projects_approval_project_id_cycle"), table_name="projects_approval")
    op.drop_table("projects_approval")
