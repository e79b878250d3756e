"""Create_votes."""

import sqlalchemy as sa
from alembic import op

revision = "0161_create_votes"
down_revision = "0180_keep_states"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reviews_vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("question", sa.String(length=160), server_default="", nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("voters", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("away", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'allotment') = (points IS NOT NULL)", name=op.f("ck_reviews_vote_allotment")
        ),
        sa.CheckConstraint("kind IN ('ranking', 'approval', 'allotment')", name=op.f("ck_reviews_vote_kind")),
        sa.CheckConstraint("(closed_at IS NULL) = (voters IS NULL)", name=op.f("ck_reviews_vote_closed")),
        sa.CheckConstraint("points BETWEEN 1 AND 1000", name=op.f("ck_reviews_vote_points")),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["accounts_person.id"], name=op.f("fk_reviews_vote_closed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["accounts_person.id"], name=op.f("fk_reviews_vote_opened_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["reviews_round.id"], name=op.f("fk_reviews_vote_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_vote")),
    )
    op.create_index(op.f("ix_reviews_vote_round_id_id"), "reviews_vote", ["round_id", "id"], unique=False)
    op.create_index(
        "uq_reviews_vote_open",
        "reviews_vote",
        ["round_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "reviews_ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_reviews_ballot_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["vote_id"], ["reviews_vote.id"], name=op.f("fk_reviews_ballot_vote_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_ballot")),
        sa.UniqueConstraint("vote_id", "person_id", name=op.f("uq_reviews_ballot_vote_id_person_id")),
    )
    op.create_index(op.f("ix_reviews_ballot_person_id"), "reviews_ballot", ["person_id"], unique=False)
    op.create_table(
        "reviews_vote_item",
        sa.Column("vote_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["reviews_item.id"], name=op.f("fk_reviews_vote_item_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["vote_id"], ["reviews_vote.id"], name=op.f("fk_reviews_vote_item_vote_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("vote_id", "item_id", name=op.f("pk_reviews_vote_item")),
    )
    op.create_index(op.f("ix_reviews_vote_item_item_id"), "reviews_vote_item", ["item_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_reviews_vote_item_item_id"), table_name="reviews_vote_item")
    op.drop_table("reviews_vote_item")
    op.drop_index(op.f("ix_reviews_ballot_person_id"), table_name="reviews_ballot")
    op.drop_table("reviews_ballot")
    op.drop_index(
        "uq_reviews_vote_open",
        table_name="reviews_vote",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_index(op.f("ix_reviews_vote_round_id_id"), table_name="reviews_vote")
    op.drop_table("reviews_vote")
