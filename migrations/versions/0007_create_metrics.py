"""Create metrics and their append-only readings."""

import sqlalchemy as sa
from alembic import op

revision = "0007_create_metrics"
down_revision = "0006_create_reviews"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "metrics_metric",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("unit", sa.JSON(), nullable=True),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("numerator_name", sa.JSON(), nullable=True),
        sa.Column("denominator_name", sa.JSON(), nullable=True),
        sa.Column("per", sa.Float(), server_default="1", nullable=False),
        sa.Column("decimals", sa.Integer(), server_default="1", nullable=False),
        sa.Column("target", sa.Float(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("is_closed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("direction IN ('up', 'down')", name=op.f("ck_metrics_metric_direction")),
        sa.CheckConstraint("kind IN ('value', 'proportion', 'rate')", name=op.f("ck_metrics_metric_kind")),
        sa.CheckConstraint(
            "period IN ('day', 'week', 'month', 'quarter', 'year')", name=op.f("ck_metrics_metric_period")
        ),
        sa.CheckConstraint("decimals BETWEEN 0 AND 6", name=op.f("ck_metrics_metric_decimals")),
        sa.CheckConstraint("per > 0", name=op.f("ck_metrics_metric_per")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["accounts_person.id"], name=op.f("fk_metrics_metric_owner_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["accounts_unit.id"], name=op.f("fk_metrics_metric_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metrics_metric")),
        sa.UniqueConstraint("code", name=op.f("uq_metrics_metric_code")),
    )
    op.create_index(op.f("ix_metrics_metric_owner_id"), "metrics_metric", ["owner_id"], unique=False)
    op.create_index(op.f("ix_metrics_metric_unit_id"), "metrics_metric", ["unit_id"], unique=False)
    op.create_table(
        "metrics_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("metric_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["accounts_person.id"], name=op.f("fk_metrics_mark_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["metric_id"], ["metrics_metric.id"], name=op.f("fk_metrics_mark_metric_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metrics_mark")),
        sa.UniqueConstraint("metric_id", "day", "note", name=op.f("uq_metrics_mark_metric_id_day_note")),
    )
    op.create_index(op.f("ix_metrics_mark_entered_by_id"), "metrics_mark", ["entered_by_id"], unique=False)
    op.create_table(
        "metrics_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("metric_id", sa.Integer(), nullable=False),
        sa.Column("segment", sa.String(length=60), server_default="", nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("numerator", sa.Float(), nullable=True),
        sa.Column("denominator", sa.Float(), nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "source IN ('typed', 'pasted', 'file', 'api', 'port')", name=op.f("ck_metrics_reading_source")
        ),
        sa.CheckConstraint(
            "(numerator IS NULL) = (denominator IS NULL) AND (value IS NULL OR numerator IS NULL)",
            name=op.f("ck_metrics_reading_value_or_counts"),
        ),
        sa.CheckConstraint(
            "denominator IS NULL OR denominator > 0", name=op.f("ck_metrics_reading_denominator")
        ),
        sa.CheckConstraint("numerator IS NULL OR numerator >= 0", name=op.f("ck_metrics_reading_numerator")),
        sa.CheckConstraint(
            "superseded_by IS NULL OR superseded_at IS NOT NULL", name=op.f("ck_metrics_reading_superseded")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["accounts_person.id"], name=op.f("fk_metrics_reading_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["metric_id"],
            ["metrics_metric.id"],
            name=op.f("fk_metrics_reading_metric_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["metrics_reading.id"], name=op.f("fk_metrics_reading_superseded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metrics_reading")),
    )
    op.create_index(
        op.f("ix_metrics_reading_entered_by_id"), "metrics_reading", ["entered_by_id"], unique=False
    )
    op.create_index(
        op.f("ix_metrics_reading_metric_id_id"), "metrics_reading", ["metric_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_metrics_reading_superseded_by"), "metrics_reading", ["superseded_by"], unique=False
    )
    op.create_index(
        "uq_metrics_reading_in_force",
        "metrics_reading",
        ["metric_id", "segment", "period_start"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_metrics_reading_in_force",
        table_name="metrics_reading",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_metrics_reading_superseded_by"), table_name="metrics_reading")
    op.drop_index(op.f("ix_metrics_reading_metric_id_id"), table_name="metrics_reading")
    op.drop_index(op.f("ix_metrics_reading_entered_by_id"), table_name="metrics_reading")
    op.drop_table("metrics_reading")
    op.drop_index(op.f("ix_metrics_mark_entered_by_id"), table_name="metrics_mark")
    op.drop_table("metrics_mark")
    op.drop_index(op.f("ix_metrics_metric_unit_id"), table_name="metrics_metric")
    op.drop_index(op.f("ix_metrics_metric_owner_id"), table_name="metrics_metric")
    op.drop_table("metrics_metric")
