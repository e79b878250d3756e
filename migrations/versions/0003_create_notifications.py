"""Create the inbox and the outbox of mails."""

import sqlalchemy as sa
from alembic import op

revision = "0003_create_notifications"
down_revision = "0002_create_audit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notifications_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.Column("endpoint", sa.String(length=100), nullable=False),
        sa.Column("link_values", sa.JSON(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_notifications_notice_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications_notice")),
    )
    op.create_index(
        op.f("ix_notifications_notice_person_id_id"),
        "notifications_notice",
        ["person_id", "id"],
        unique=False,
    )
    op.create_index(
        "ix_notifications_notice_unread",
        "notifications_notice",
        ["person_id", "id"],
        unique=False,
        sqlite_where=sa.text("read_at IS NULL"),
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_table(
        "notifications_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=True),
        sa.Column("subject", sa.String(length=300), nullable=True),
        sa.Column("letter", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=10), server_default="waiting", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(length=32), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.CheckConstraint(
            "(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_notifications_mail_sent")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'failed', 'dropped')", name=op.f("ck_notifications_mail_state")
        ),
        sa.CheckConstraint(
            "(claimed_until IS NULL) = (claim IS NULL)", name=op.f("ck_notifications_mail_claimed_whole")
        ),
        sa.CheckConstraint(
            "(notice_id IS NULL) <> (address IS NULL)", name=op.f("ck_notifications_mail_notice_or_letter")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["notifications_notice.id"],
            name=op.f("fk_notifications_mail_notice_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications_mail")),
        sa.UniqueConstraint("uid", name=op.f("uq_notifications_mail_uid")),
    )
    op.create_index(
        op.f("ix_notifications_mail_notice_id"), "notifications_mail", ["notice_id"], unique=False
    )
    op.create_index(
        op.f("ix_notifications_mail_state_created_at"),
        "notifications_mail",
        ["state", "created_at"],
        unique=False,
    )
    op.create_index(
        "ix_notifications_mail_waiting",
        "notifications_mail",
        ["due_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_notifications_mail_waiting",
        table_name="notifications_mail",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index(op.f("ix_notifications_mail_state_created_at"), table_name="notifications_mail")
    op.drop_index(op.f("ix_notifications_mail_notice_id"), table_name="notifications_mail")
    op.drop_table("notifications_mail")
    op.drop_index(
        "ix_notifications_notice_unread",
        table_name="notifications_notice",
        sqlite_where=sa.text("read_at IS NULL"),
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.drop_index(op.f("ix_notifications_notice_person_id_id"), table_name="notifications_notice")
    op.drop_table("notifications_notice")
