"""Create analyses, rollout steps and actions of projects, and what a plan compares with."""

import sqlalchemy as sa
from alembic import op

revision = "0041_work_on_projects"
down_revision = "0034_count_settled"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "projects_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("blocker", sa.Text(), server_default="", nullable=False),
        sa.Column("blocked_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(blocker = '') = (blocked_on IS NULL)", name=op.f("ck_projects_action_blocked_since")
        ),
        sa.CheckConstraint(
            "done_on IS NULL OR blocker = ''", name=op.f("ck_projects_action_done_is_not_blocked")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["accounts_person.id"], name=op.f("fk_projects_action_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["accounts_person.id"], name=op.f("fk_projects_action_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects_project.id"],
            name=op.f("fk_projects_action_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_action")),
    )
    op.create_index(
        op.f("ix_projects_action_first_due_on"), "projects_action", ["first_due_on"], unique=False
    )
    op.create_index(
        op.f("ix_projects_action_owner_id_done_on"), "projects_action", ["owner_id", "done_on"], unique=False
    )
    op.create_index(
        op.f("ix_projects_action_project_id_done_on_due_on"),
        "projects_action",
        ["project_id", "done_on", "due_on"],
        unique=False,
    )
    op.create_table(
        "projects_analysis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("whys", sa.JSON(), nullable=False),
        sa.Column("bones", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("counted", sa.Text(), nullable=False),
        sa.Column("root_cause", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["accounts_person.id"], name=op.f("fk_projects_analysis_by_id")),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects_project.id"],
            name=op.f("fk_projects_analysis_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_analysis")),
        sa.UniqueConstraint("project_id", name=op.f("uq_projects_analysis_project_id")),
    )
    op.create_table(
        "projects_rollout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("enter_when", sa.Text(), server_default="", nullable=False),
        sa.Column("leave_when", sa.Text(), server_default="", nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_proof", sa.Text(), server_default="", nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_by_id", sa.Integer(), nullable=True),
        sa.Column("left_proof", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "step IN ('diagnose', 'design', 'test', 'launch')", name=op.f("ck_projects_rollout_step")
        ),
        sa.CheckConstraint(
            "left_at IS NULL OR entered_at IS NOT NULL", name=op.f("ck_projects_rollout_left_after_entered")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["accounts_person.id"], name=op.f("fk_projects_rollout_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["left_by_id"], ["accounts_person.id"], name=op.f("fk_projects_rollout_left_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects_project.id"],
            name=op.f("fk_projects_rollout_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_rollout")),
        sa.UniqueConstraint(
            "project_id", "cycle", "step", name=op.f("uq_projects_rollout_project_id_cycle_step")
        ),
    )
    with op.batch_alter_table("projects_project") as batch:
        batch.add_column(sa.Column("comparison_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("also_ids", sa.JSON(none_as_null=True), nullable=True))
        batch.create_index(op.f("ix_projects_project_comparison_id"), ["comparison_id"], unique=False)
        batch.create_foreign_key(
            op.f("fk_projects_project_comparison_id"), "metrics_metric", ["comparison_id"], ["id"]
        )
        batch.create_check_constraint(op.f("ck_projects_project_comparison"), "comparison_id <> metric_id")


def downgrade() -> None:
    with op.batch_alter_table("projects_project") as batch:
        batch.drop_constraint(op.f("ck_projects_project_comparison"), type_="check")
        batch.drop_constraint(op.f("fk_projects_project_comparison_id"), type_="foreignkey")
        batch.drop_index(op.f("ix_projects_project_comparison_id"))
        batch.drop_column("also_ids")
        batch.drop_column("comparison_id")
    op.drop_table("projects_rollout")
    op.drop_table("projects_analysis")
    op.drop_index(op.f("ix_projects_action_project_id_done_on_due_on"), table_name="projects_action")
    op.drop_index(op.f("ix_projects_action_owner_id_done_on"), table_name="projects_action")
    op.drop_index(op.f("ix_projects_action_first_due_on"), table_name="projects_action")
    op.drop_table("projects_action")
