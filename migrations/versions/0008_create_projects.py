"""Create PDCA projects with locked plans and stored verdicts."""

import sqlalchemy as sa
from alembic import op

revision = "0008_create_projects"
down_revision = "0007_create_metrics"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "projects_project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("stage_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("plan_due_on", sa.Date(), nullable=True),
        sa.Column("cycle", sa.Integer(), server_default="1", nullable=False),
        sa.Column("metric_id", sa.Integer(), nullable=True),
        sa.Column("direction", sa.String(length=10), nullable=True),
        sa.Column("smallest_useful", sa.Float(), nullable=True),
        sa.Column("useful_as", sa.String(length=10), server_default="points", nullable=False),
        sa.Column("baseline_from", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("settle_in", sa.Integer(), server_default="0", nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("after_bad_result", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("seasonal", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("pilot", sa.Text(), server_default="", nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_verdict", sa.String(length=20), nullable=True),
        sa.Column("decided_early", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(
            "decided_verdict IN ('improved', 'worse', 'no_change_shown', 'not_enough_data')",
            name=op.f("ck_projects_project_decided_verdict"),
        ),
        sa.CheckConstraint(
            "decision IN ('adopt', 'adapt', 'abandon')", name=op.f("ck_projects_project_decision")
        ),
        sa.CheckConstraint("direction IN ('up', 'down')", name=op.f("ck_projects_project_direction")),
        sa.CheckConstraint(
            "stage = 'plan' OR (metric_id IS NOT NULL AND direction IS NOT NULL AND smallest_useful IS NOT NULL AND baseline_from IS NOT NULL AND starts_on IS NOT NULL AND owner_id IS NOT NULL) OR (stage = 'closed' AND decision IS NOT NULL)",
            name=op.f("ck_projects_project_planned"),
        ),
        sa.CheckConstraint(
            "stage IN ('plan', 'do', 'check', 'act', 'closed')", name=op.f("ck_projects_project_stage")
        ),
        sa.CheckConstraint("useful_as IN ('points', 'relative')", name=op.f("ck_projects_project_useful_as")),
        sa.CheckConstraint(
            "baseline_from < starts_on", name=op.f("ck_projects_project_baseline_before_start")
        ),
        sa.CheckConstraint("cycle >= 1", name=op.f("ck_projects_project_cycle")),
        sa.CheckConstraint(
            "decision IS NULL OR (decided_by_id IS NOT NULL AND decided_at IS NOT NULL)",
            name=op.f("ck_projects_project_decided_by"),
        ),
        sa.CheckConstraint("settle_in BETWEEN 0 AND 60", name=op.f("ck_projects_project_settle_in")),
        sa.CheckConstraint("smallest_useful > 0", name=op.f("ck_projects_project_smallest_useful")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["accounts_person.id"], name=op.f("fk_projects_project_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["accounts_person.id"], name=op.f("fk_projects_project_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["metric_id"], ["metrics_metric.id"], name=op.f("fk_projects_project_metric_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["accounts_person.id"], name=op.f("fk_projects_project_owner_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["accounts_unit.id"], name=op.f("fk_projects_project_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_project")),
    )
    op.create_index(op.f("ix_projects_project_metric_id"), "projects_project", ["metric_id"], unique=False)
    op.create_index(op.f("ix_projects_project_owner_id"), "projects_project", ["owner_id"], unique=False)
    op.create_index(
        op.f("ix_projects_project_stage_stage_since"),
        "projects_project",
        ["stage", "stage_since"],
        unique=False,
    )
    op.create_index(op.f("ix_projects_project_unit_id"), "projects_project", ["unit_id"], unique=False)
    op.create_table(
        "projects_plan_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("after_start", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["accounts_person.id"], name=op.f("fk_projects_plan_version_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects_project.id"],
            name=op.f("fk_projects_plan_version_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_plan_version")),
        sa.UniqueConstraint(
            "project_id", "cycle", "number", name=op.f("uq_projects_plan_version_project_id_cycle_number")
        ),
    )
    op.create_table(
        "projects_stage_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("from_stage", sa.String(length=10), nullable=True),
        sa.Column("to_stage", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=True),
        sa.Column("verdict", sa.String(length=20), nullable=True),
        sa.Column("early", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("cycle", sa.Integer(), server_default="1", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "decision IN ('adopt', 'adapt', 'abandon')", name=op.f("ck_projects_stage_change_decision")
        ),
        sa.CheckConstraint(
            "from_stage IN ('plan', 'do', 'check', 'act', 'closed')",
            name=op.f("ck_projects_stage_change_from_stage"),
        ),
        sa.CheckConstraint(
            "to_stage IN ('plan', 'do', 'check', 'act', 'closed')",
            name=op.f("ck_projects_stage_change_to_stage"),
        ),
        sa.CheckConstraint(
            "verdict IN ('improved', 'worse', 'no_change_shown', 'not_enough_data')",
            name=op.f("ck_projects_stage_change_verdict"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["accounts_person.id"], name=op.f("fk_projects_stage_change_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects_project.id"],
            name=op.f("fk_projects_stage_change_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_stage_change")),
    )
    op.create_index(
        op.f("ix_projects_stage_change_project_id_id"),
        "projects_stage_change",
        ["project_id", "id"],
        unique=False,
    )
    op.create_table(
        "projects_suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects_project.id"],
            name=op.f("fk_projects_suggestion_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_projects_suggestion_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_suggestion")),
        sa.UniqueConstraint(
            "project_id", "suggestion_id", name=op.f("uq_projects_suggestion_project_id_suggestion_id")
        ),
    )
    op.create_index(
        op.f("ix_projects_suggestion_suggestion_id"), "projects_suggestion", ["suggestion_id"], unique=False
    )
    op.create_table(
        "projects_verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("inputs_hash", sa.String(length=64), nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("early", sa.Boolean(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "code IN ('improved', 'worse', 'no_change_shown', 'not_enough_data')",
            name=op.f("ck_projects_verdict_code"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects_project.id"],
            name=op.f("fk_projects_verdict_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects_verdict")),
        sa.UniqueConstraint("project_id", name=op.f("uq_projects_verdict_project_id")),
    )


def downgrade() -> None:
    op.drop_table("projects_verdict")
    op.drop_index(op.f("ix_projects_suggestion_suggestion_id"), table_name="projects_suggestion")
    op.drop_table("projects_suggestion")
    op.drop_index(op.f("ix_projects_stage_change_project_id_id"), table_name="projects_stage_change")
    op.drop_table("projects_stage_change")
    op.drop_table("projects_plan_version")
    op.drop_index(op.f("ix_projects_project_unit_id"), table_name="projects_project")
    op.drop_index(op.f("ix_projects_project_stage_stage_since"), table_name="projects_project")
    op.drop_index(op.f("ix_projects_project_owner_id"), table_name="projects_project")
    op.drop_index(op.f("ix_projects_project_metric_id"), table_name="projects_project")
    op.drop_table("projects_project")
