"""Create places."""

import sqlalchemy as sa
from alembic import op

revision = "0023_create_places"
down_revision = "0022_create_recordings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggestions_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=7), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("is_closed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["suggestions_category.id"], name=op.f("fk_suggestions_place_category_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["accounts_unit.id"], name=op.f("fk_suggestions_place_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_place")),
        sa.UniqueConstraint("code", name=op.f("uq_suggestions_place_code")),
    )
    op.create_index(
        op.f("ix_suggestions_place_category_id"), "suggestions_place", ["category_id"], unique=False
    )
    op.create_index(op.f("ix_suggestions_place_unit_id"), "suggestions_place", ["unit_id"], unique=False)
    op.create_table(
        "suggestions_kiosk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("setup_hash", sa.String(length=64), nullable=True),
        sa.Column("setup_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(token_hash IS NULL) = (activated_at IS NULL)", name=op.f("ck_suggestions_kiosk_activated")
        ),
        sa.CheckConstraint(
            "setup_hash IS NULL OR token_hash IS NULL", name=op.f("ck_suggestions_kiosk_one_secret")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"],
            ["accounts_person.id"],
            name=op.f("fk_suggestions_kiosk_issued_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["place_id"],
            ["suggestions_place.id"],
            name=op.f("fk_suggestions_kiosk_place_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_kiosk")),
        sa.UniqueConstraint("setup_hash", name=op.f("uq_suggestions_kiosk_setup_hash")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_suggestions_kiosk_token_hash")),
    )
    op.create_index(op.f("ix_suggestions_kiosk_place_id"), "suggestions_kiosk", ["place_id"], unique=False)
    op.create_table(
        "suggestions_place_of_idea",
        sa.Column("suggestion_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("kiosk_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["kiosk_id"],
            ["suggestions_kiosk.id"],
            name=op.f("fk_suggestions_place_of_idea_kiosk_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["suggestions_place.id"], name=op.f("fk_suggestions_place_of_idea_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_suggestions_place_of_idea_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("suggestion_id", name=op.f("pk_suggestions_place_of_idea")),
    )
    op.create_index(
        op.f("ix_suggestions_place_of_idea_kiosk_id"), "suggestions_place_of_idea", ["kiosk_id"], unique=False
    )
    op.create_index(
        op.f("ix_suggestions_place_of_idea_place_id"), "suggestions_place_of_idea", ["place_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_suggestions_place_of_idea_place_id"), table_name="suggestions_place_of_idea")
    op.drop_index(op.f("ix_suggestions_place_of_idea_kiosk_id"), table_name="suggestions_place_of_idea")
    op.drop_table("suggestions_place_of_idea")
    op.drop_index(op.f("ix_suggestions_kiosk_place_id"), table_name="suggestions_kiosk")
    op.drop_table("suggestions_kiosk")
    op.drop_index(op.f("ix_suggestions_place_unit_id"), table_name="suggestions_place")
    op.drop_index(op.f("ix_suggestions_place_category_id"), table_name="suggestions_place")
    op.drop_table("suggestions_place")
