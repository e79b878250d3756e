"""Create who agreed to be named and the secrets of feeds; find steps by their day."""

import sqlalchemy as sa
from alembic import op

revision = "0027_show_outcomes"
down_revision = "0026_create_mailbox"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggestions_feed_secret",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("nonce", sa.String(length=43), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_suggestions_feed_secret_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_suggestions_feed_secret")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_suggestions_feed_secret_token_hash")),
    )
    op.create_table(
        "suggestions_naming_consent",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_suggestions_naming_consent_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_suggestions_naming_consent")),
    )
    op.create_index(
        op.f("ix_suggestions_status_change_to_status_at_suggestion_id"),
        "suggestions_status_change",
        ["to_status", "at", "suggestion_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(
        op.f("ix_suggestions_status_change_to_status_at_suggestion_id"),
        table_name="suggestions_status_change",
    )
    op.drop_table("suggestions_naming_consent")
    op.drop_table("suggestions_feed_secret")
