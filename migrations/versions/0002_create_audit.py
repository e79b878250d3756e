"""Create the audit trail: what happened, sealed into a chain."""

import sqlalchemy as sa
from alembic import op

revision = "0002_create_audit"
down_revision = "0001_create_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("subject_type", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("chain", sa.String(length=64), nullable=True),
        sa.CheckConstraint("(seq IS NULL) = (chain IS NULL)", name=op.f("ck_audit_entry_sealed_whole")),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_audit_entry_seq")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("seq", name=op.f("uq_audit_entry_seq")),
        sa.UniqueConstraint("uid", name=op.f("uq_audit_entry_uid")),
    )
    op.create_index(op.f("ix_audit_entry_actor_id_id"), "audit_entry", ["actor_id", "id"], unique=False)
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"], unique=False)
    op.create_index(op.f("ix_audit_entry_event_id"), "audit_entry", ["event", "id"], unique=False)
    op.create_index(
        op.f("ix_audit_entry_subject_type_subject_id_id"),
        "audit_entry",
        ["subject_type", "subject_id", "id"],
        unique=False,
    )
    op.create_index(
        "ix_audit_entry_unsealed",
        "audit_entry",
        ["id"],
        unique=False,
        sqlite_where=sa.text("seq IS NULL"),
        postgresql_where=sa.text("seq IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_audit_entry_unsealed",
        table_name="audit_entry",
        sqlite_where=sa.text("seq IS NULL"),
        postgresql_where=sa.text("seq IS NULL"),
    )
    op.drop_index(op.f("ix_audit_entry_subject_type_subject_id_id"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_event_id"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_at"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_actor_id_id"), table_name="audit_entry")
    op.drop_table("audit_entry")
