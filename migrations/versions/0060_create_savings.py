"""Create the savings ledger, whose lines nobody changes."""

import sqlalchemy as sa
from alembic import op

revision = "0060_create_savings"
down_revision = "0041_work_on_projects"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "savings_cost_base",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("yearly", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.Float(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("target > 0 AND target <= 100", name=op.f("ck_savings_cost_base_target")),
        sa.CheckConstraint("yearly > 0", name=op.f("ck_savings_cost_base_yearly")),
        sa.ForeignKeyConstraint(["by_id"], ["accounts_person.id"], name=op.f("fk_savings_cost_base_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_savings_cost_base")),
    )
    op.create_index(op.f("ix_savings_cost_base_by_id"), "savings_cost_base", ["by_id"], unique=False)
    op.create_table(
        "savings_saving",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("metric_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("recurrence", sa.String(length=10), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("value_per_unit", sa.Float(), nullable=False),
        sa.Column("units_per_year", sa.Float(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('hard', 'soft', 'avoided')", name=op.f("ck_savings_saving_kind")),
        sa.CheckConstraint("recurrence IN ('yearly', 'once')", name=op.f("ck_savings_saving_recurrence")),
        sa.CheckConstraint("units_per_year > 0", name=op.f("ck_savings_saving_units_per_year")),
        sa.CheckConstraint("value_per_unit > 0", name=op.f("ck_savings_saving_value_per_unit")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["accounts_person.id"], name=op.f("fk_savings_saving_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["metric_id"], ["metrics_metric.id"], name=op.f("fk_savings_saving_metric_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects_project.id"],
            name=op.f("fk_savings_saving_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_savings_saving")),
    )
    op.create_index(
        op.f("ix_savings_saving_created_by_id"), "savings_saving", ["created_by_id"], unique=False
    )
    op.create_index(op.f("ix_savings_saving_metric_id"), "savings_saving", ["metric_id"], unique=False)
    op.create_index(op.f("ix_savings_saving_project_id"), "savings_saving", ["project_id"], unique=False)
    op.create_table(
        "savings_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("saving_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=True),
        sa.Column("low", sa.BigInteger(), nullable=True),
        sa.Column("high", sa.BigInteger(), nullable=True),
        sa.Column("cost", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("share", sa.Integer(), server_default="100", nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("rate", sa.Float(), nullable=True),
        sa.Column("verdict", sa.String(length=20), nullable=True),
        sa.Column("early", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("inputs_hash", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(step = 'measured') = (inputs_hash IS NOT NULL)", name=op.f("ck_savings_entry_measured")
        ),
        sa.CheckConstraint(
            "step <> 'validated' OR (gross > 0 AND rate > 0 AND from_on IS NOT NULL AND until_on IS NOT NULL"
            " AND by_id IS NOT NULL)",
            name=op.f("ck_savings_entry_validated"),
        ),
        sa.CheckConstraint(
            "step IN ('claimed', 'measured', 'validated', 'refused', 'withdrawn')",
            name=op.f("ck_savings_entry_step"),
        ),
        sa.CheckConstraint(
            "verdict IN ('improved', 'worse', 'no_change_shown', 'not_enough_data')",
            name=op.f("ck_savings_entry_verdict"),
        ),
        sa.CheckConstraint("cost >= 0", name=op.f("ck_savings_entry_cost")),
        sa.CheckConstraint("from_on < until_on", name=op.f("ck_savings_entry_window")),
        sa.CheckConstraint("share BETWEEN 1 AND 100", name=op.f("ck_savings_entry_share")),
        sa.ForeignKeyConstraint(["by_id"], ["accounts_person.id"], name=op.f("fk_savings_entry_by_id")),
        sa.ForeignKeyConstraint(
            ["saving_id"], ["savings_saving.id"], name=op.f("fk_savings_entry_saving_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_savings_entry")),
    )
    op.create_index(op.f("ix_savings_entry_by_id"), "savings_entry", ["by_id"], unique=False)
    op.create_index(op.f("ix_savings_entry_saving_id_id"), "savings_entry", ["saving_id", "id"], unique=False)

    _keep_lines()


def _keep_lines() -> None:
    """What finance or an owner said is never changed; lines go only with their saving."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER savings_entry_kept BEFORE UPDATE ON savings_entry"
            " BEGIN SELECT RAISE(ABORT, 'a line of the ledger is never changed'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION savings_entry_kept() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'a line of the ledger is never changed'; END $$"
    )
    op.execute(
        "CREATE TRIGGER savings_entry_kept BEFORE UPDATE ON savings_entry"
        " FOR EACH ROW EXECUTE FUNCTION savings_entry_kept()"
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_savings_entry_saving_id_id"), table_name="savings_entry")
    op.drop_index(op.f("ix_savings_entry_by_id"), table_name="savings_entry")
    op.drop_table("savings_entry")
    op.drop_index(op.f("ix_savings_saving_project_id"), table_name="savings_saving")
    op.drop_index(op.f("ix_savings_saving_metric_id"), table_name="savings_saving")
    op.drop_index(op.f("ix_savings_saving_created_by_id"), table_name="savings_saving")
    op.drop_table("savings_saving")
    op.drop_index(op.f("ix_savings_cost_base_by_id"), table_name="savings_cost_base")
    op.drop_table("savings_cost_base")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION savings_entry_kept()")
