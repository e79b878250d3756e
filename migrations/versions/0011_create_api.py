"""Create idempotency keys of the API."""

import sqlalchemy as sa
from alembic import op

revision = "0011_create_api"
down_revision = "0010_create_surveys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_remembered_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("location", sa.String(length=500), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_remembered_answer")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_remembered_answer_key_hash")),
    )
    op.create_index(
        op.f("ix_api_remembered_answer_created_at"), "api_remembered_answer", ["created_at"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_api_remembered_answer_created_at"), table_name="api_remembered_answer")
    op.drop_table("api_remembered_answer")
