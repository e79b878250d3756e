"""Keep versions and phases of metrics, how their charts are drawn, and kinds for rare events."""

import sqlalchemy as sa
from alembic import op

revision = "0070_describe_metrics"
down_revision = "0062_compare_ideas"
branch_labels = None
depends_on = None

KINDS = ("value", "proportion", "rate", "cases", "days")
CHECKS = {
    "calendar": "calendar IN ('every_day', 'working_days')",
    "combine": "combine IN ('refuse', 'mean', 'median', 'sum', 'count', 'last')",
    "constant": "constant IN ('2.66', '3/1.128')",
    "baseline": "baseline IS NULL OR baseline BETWEEN 6 AND 1000",
}


def columns() -> list[sa.Column[object]]:
    """The new columns of a metric."""
    return [
        sa.Column("calendar", sa.String(length=20), server_default="every_day", nullable=False),
        sa.Column("combine", sa.String(length=10), server_default="refuse", nullable=False),
        sa.Column("chart_type", sa.String(length=10), server_default="auto", nullable=False),
        sa.Column("chart_rules", sa.String(length=20), server_default="auto", nullable=False),
        sa.Column("rules_off", sa.String(length=200), server_default="", nullable=False),
        sa.Column("is_screened", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("constant", sa.String(length=10), server_default="2.66", nullable=False),
        sa.Column("baseline", sa.Integer(), nullable=True),
    ]


def upgrade() -> None:
    op.create_table(
        "metrics_phase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("metric_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("difference", sa.String(length=500), nullable=False),
        sa.Column("cause", sa.String(length=500), nullable=False),
        sa.Column("is_desired", sa.Boolean(), nullable=False),
        sa.Column("desired", sa.String(length=500), nullable=False),
        sa.Column("lasting", sa.String(length=500), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "difference <> '' AND cause <> '' AND desired <> '' AND lasting <> ''",
            name=op.f("ck_metrics_phase_answered"),
        ),
        sa.ForeignKeyConstraint(
            ["metric_id"], ["metrics_metric.id"], name=op.f("fk_metrics_phase_metric_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["accounts_person.id"], name=op.f("fk_metrics_phase_set_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["accounts_person.id"], name=op.f("fk_metrics_phase_withdrawn_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metrics_phase")),
    )
    op.create_index(op.f("ix_metrics_phase_set_by_id"), "metrics_phase", ["set_by_id"], unique=False)
    op.create_index(
        op.f("ix_metrics_phase_withdrawn_by_id"), "metrics_phase", ["withdrawn_by_id"], unique=False
    )
    op.create_index(
        "uq_metrics_phase_in_force",
        "metrics_phase",
        ["metric_id", "starts_on"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "metrics_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("metric_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("holds_from", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=300), server_default="", nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_metrics_version_number")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["accounts_person.id"], name=op.f("fk_metrics_version_changed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["metric_id"],
            ["metrics_metric.id"],
            name=op.f("fk_metrics_version_metric_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metrics_version")),
        sa.UniqueConstraint("metric_id", "number", name=op.f("uq_metrics_version_metric_id_number")),
    )
    op.create_index(
        op.f("ix_metrics_version_changed_by_id"), "metrics_version", ["changed_by_id"], unique=False
    )
    with op.batch_alter_table("metrics_metric") as batch:
        batch.drop_constraint(op.f("ck_metrics_metric_kind"), type_="check")
        for column in columns():
            batch.add_column(column)
        batch.create_check_constraint(
            op.f("ck_metrics_metric_kind"), f"kind IN ({', '.join(map(repr, KINDS))})"
        )
        for name, text in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_metrics_metric_{name}"), text)


def downgrade() -> None:
    # What lies between rare events is a value where there is no kind for it.
    op.execute("UPDATE metrics_metric SET kind = 'value' WHERE kind IN ('cases', 'days')")
    with op.batch_alter_table("metrics_metric") as batch:
        batch.drop_constraint(op.f("ck_metrics_metric_kind"), type_="check")
        for name in CHECKS:
            batch.drop_constraint(op.f(f"ck_metrics_metric_{name}"), type_="check")
        for column in columns():
            batch.drop_column(column.name)
        batch.create_check_constraint(
            op.f("ck_metrics_metric_kind"), "kind IN ('value', 'proportion', 'rate')"
        )
    op.drop_index(op.f("ix_metrics_version_changed_by_id"), table_name="metrics_version")
    op.drop_table("metrics_version")
    op.drop_index(
        "uq_metrics_phase_in_force",
        table_name="metrics_phase",
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.drop_index(op.f("ix_metrics_phase_withdrawn_by_id"), table_name="metrics_phase")
    op.drop_index(op.f("ix_metrics_phase_set_by_id"), table_name="metrics_phase")
    op.drop_table("metrics_phase")
