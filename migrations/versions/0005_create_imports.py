"""Create saved import profiles and runs."""

import sqlalchemy as sa
from alembic import op

revision = "0005_create_imports"
down_revision = "0004_create_suggestions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imports_profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("importer", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("sheet", sa.String(length=120), nullable=True),
        sa.Column("date_order", sa.String(length=3), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports_profile")),
        sa.UniqueConstraint("importer", "name", name=op.f("uq_imports_profile_importer_name")),
    )
    op.create_table(
        "imports_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("importer", sa.String(length=40), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("stored_as", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sheet", sa.String(length=120), nullable=True),
        sa.Column("date_order", sa.String(length=3), nullable=True),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=True),
        sa.Column("problem", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("date_order IN ('dmy', 'mdy')", name=op.f("ck_imports_run_date_order")),
        sa.CheckConstraint(
            "state IN ('uploaded', 'checked', 'waiting', 'running', 'done', 'failed')",
            name=op.f("ck_imports_run_state"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["accounts_person.id"], name=op.f("fk_imports_run_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports_run")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_imports_run_stored_as")),
    )
    op.create_index(op.f("ix_imports_run_by_id"), "imports_run", ["by_id"], unique=False)
    op.create_index(op.f("ix_imports_run_state_beat_at"), "imports_run", ["state", "beat_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_imports_run_state_beat_at"), table_name="imports_run")
    op.drop_index(op.f("ix_imports_run_by_id"), table_name="imports_run")
    op.drop_table("imports_run")
    op.drop_table("imports_profile")
