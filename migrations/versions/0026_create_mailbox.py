"""Create mailbox."""

import sqlalchemy as sa
from alembic import op

revision = "0026_create_mailbox"
down_revision = "0025_find_ideas"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mailbox_answer_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_digest", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_mailbox_answer_count_count")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailbox_answer_count")),
        sa.UniqueConstraint("address_digest", "day", name=op.f("uq_mailbox_answer_count_address_digest_day")),
    )
    op.create_index(op.f("ix_mailbox_answer_count_day"), "mailbox_answer_count", ["day"], unique=False)
    op.create_table(
        "mailbox_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailbox", sa.String(length=64), nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=40), server_default="", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="1", nullable=False),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('done', 'failed', 'given_up')", name=op.f("ck_mailbox_mail_state")),
        sa.CheckConstraint("attempts > 0", name=op.f("ck_mailbox_mail_attempts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailbox_mail")),
        sa.UniqueConstraint(
            "mailbox", "uid_validity", "uid", name=op.f("uq_mailbox_mail_mailbox_uid_validity_uid")
        ),
    )
    op.create_index(op.f("ix_mailbox_mail_at"), "mailbox_mail", ["at"], unique=False)
    op.create_index(
        "uq_mailbox_mail_done_digest",
        "mailbox_mail",
        ["digest"],
        unique=True,
        sqlite_where=sa.text("state = 'done'"),
        postgresql_where=sa.text("state = 'done'"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_mailbox_mail_done_digest",
        table_name="mailbox_mail",
        sqlite_where=sa.text("state = 'done'"),
        postgresql_where=sa.text("state = 'done'"),
    )
    op.drop_index(op.f("ix_mailbox_mail_at"), table_name="mailbox_mail")
    op.drop_table("mailbox_mail")
    op.drop_index(op.f("ix_mailbox_answer_count_day"), table_name="mailbox_answer_count")
    op.drop_table("mailbox_answer_count")
