"""Keep the systems that hear facts, what is sent to them, and what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "0170_create_webhooks"
down_revision = "0168_quota_places"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhooks_endpoint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nonce", sa.String(length=43), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("previous_nonce", sa.String(length=43), nullable=True),
        sa.Column("previous_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause", sa.String(length=20), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(length=32), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "pause IS NULL OR pause IN ('by_hand', 'failed', 'gone', 'secret_lost')",
            name=op.f("ck_webhooks_endpoint_pause"),
        ),
        sa.CheckConstraint(
            "(claim IS NULL) = (claimed_until IS NULL)", name=op.f("ck_webhooks_endpoint_claimed_whole")
        ),
        sa.CheckConstraint(
            "(failing_since IS NULL) = (failures = 0)", name=op.f("ck_webhooks_endpoint_failing")
        ),
        sa.CheckConstraint("(paused_at IS NULL) = (pause IS NULL)", name=op.f("ck_webhooks_endpoint_paused")),
        sa.CheckConstraint(
            "(previous_nonce IS NULL) = (previous_until IS NULL)",
            name=op.f("ck_webhooks_endpoint_previous_whole"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks_endpoint")),
    )
    op.create_table(
        "webhooks_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks_message")),
        sa.UniqueConstraint("uid", name=op.f("uq_webhooks_message_uid")),
    )
    op.create_index(op.f("ix_webhooks_message_about"), "webhooks_message", ["about"])
    op.create_index(op.f("ix_webhooks_message_at"), "webhooks_message", ["at"])
    op.create_table(
        "webhooks_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("endpoint_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("is_test", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("state", sa.String(length=12), server_default="waiting", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'waiting') = (ended_at IS NULL)", name=op.f("ck_webhooks_delivery_ended")
        ),
        sa.CheckConstraint("state <> 'failed' OR is_test", name=op.f("ck_webhooks_delivery_failed")),
        sa.CheckConstraint(
            "state IN ('waiting', 'delivered', 'left_out', 'failed')", name=op.f("ck_webhooks_delivery_state")
        ),
        sa.ForeignKeyConstraint(
            ["endpoint_id"],
            ["webhooks_endpoint.id"],
            name=op.f("fk_webhooks_delivery_endpoint_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["webhooks_message.id"],
            name=op.f("fk_webhooks_delivery_message_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks_delivery")),
        sa.UniqueConstraint(
            "endpoint_id", "message_id", name=op.f("uq_webhooks_delivery_endpoint_id_message_id")
        ),
    )
    op.create_index(
        op.f("ix_webhooks_delivery_endpoint_id_id"), "webhooks_delivery", ["endpoint_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_webhooks_delivery_message_id"), "webhooks_delivery", ["message_id"], unique=False
    )
    op.create_index(
        "ix_webhooks_delivery_waiting",
        "webhooks_delivery",
        ["endpoint_id", "id"],
        sqlite_where=sa.text("state = 'waiting' AND NOT is_test"),
        postgresql_where=sa.text("state = 'waiting' AND NOT is_test"),
    )
    op.create_table(
        "webhooks_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("problem", sa.String(length=20), nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "(status IS NULL) = (problem IS NOT NULL)", name=op.f("ck_webhooks_attempt_outcome")
        ),
        sa.CheckConstraint("duration_ms >= 0", name=op.f("ck_webhooks_attempt_duration_ms")),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["webhooks_delivery.id"],
            name=op.f("fk_webhooks_attempt_delivery_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks_attempt")),
    )
    op.create_index(
        op.f("ix_webhooks_attempt_delivery_id_id"), "webhooks_attempt", ["delivery_id", "id"], unique=False
    )


def downgrade() -> None:
    for table in ("attempt", "delivery", "message", "endpoint"):
        op.drop_table(f"webhooks_{table}")
