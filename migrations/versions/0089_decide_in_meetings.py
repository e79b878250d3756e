"""Decide in meetings: a local lane, a day to come back by, a prediction, and what was talked about."""

import sqlalchemy as sa
from alembic import op

revision = "0089_decide_in_meetings"
down_revision = "0081_remember_imported_answers"
branch_labels = None
depends_on = None

OUTCOMES = "'accept', 'revise', 'defer', 'decline'"
WITH_LOCAL = "'accept', 'local', 'revise', 'defer', 'decline'"


def upgrade() -> None:
    with op.batch_alter_table("reviews_review") as batch:
        batch.drop_constraint(op.f("ck_reviews_review_proposal"), type_="check")
        batch.create_check_constraint(
            op.f("ck_reviews_review_proposal"), f"proposal IN ({WITH_LOCAL}, 'merge')"
        )
        batch.add_column(sa.Column("merge_with", sa.Integer(), nullable=True))
        batch.create_check_constraint(
            op.f("ck_reviews_review_merge_with"), "merge_with IS NULL OR proposal = 'merge'"
        )
    with op.batch_alter_table("reviews_decision") as batch:
        batch.drop_constraint(op.f("ck_reviews_decision_outcome"), type_="check")
        batch.create_check_constraint(op.f("ck_reviews_decision_outcome"), f"outcome IN ({WITH_LOCAL})")
        batch.add_column(sa.Column("revise_by", sa.Date(), nullable=True))
        batch.add_column(sa.Column("expected_effect", sa.Text(), server_default="", nullable=False))
        batch.add_column(sa.Column("probability", sa.Integer(), nullable=True))
        batch.create_check_constraint(
            op.f("ck_reviews_decision_revise_by"), "revise_by IS NULL OR outcome = 'revise'"
        )
        batch.create_check_constraint(
            op.f("ck_reviews_decision_probability"), "probability BETWEEN 0 AND 100"
        )
        batch.create_check_constraint(
            op.f("ck_reviews_decision_predicted"),
            "outcome IN ('accept', 'local') OR (probability IS NULL AND expected_effect = '')",
        )
    op.create_table(
        "reviews_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ended_at IS NULL OR item_id IS NULL", name=op.f("ck_reviews_meeting_ended")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["reviews_item.id"], name=op.f("fk_reviews_meeting_item_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["reviews_round.id"], name=op.f("fk_reviews_meeting_round_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["started_by_id"], ["accounts_person.id"], name=op.f("fk_reviews_meeting_started_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_meeting")),
        sa.UniqueConstraint("round_id", name=op.f("uq_reviews_meeting_round_id")),
    )
    op.create_table(
        "reviews_talked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recused", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["reviews_item.id"], name=op.f("fk_reviews_talked_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["reviews_meeting.id"],
            name=op.f("fk_reviews_talked_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_talked")),
    )
    op.create_index(op.f("ix_reviews_talked_meeting_id"), "reviews_talked", ["meeting_id"])
    op.create_index(op.f("ix_reviews_talked_item_id"), "reviews_talked", ["item_id"])


def downgrade() -> None:
    op.drop_table("reviews_talked")
    op.drop_table("reviews_meeting")
    op.execute("UPDATE reviews_decision SET outcome = 'accept' WHERE outcome = 'local'")
    op.execute(
        "UPDATE reviews_review SET proposal = NULL, merge_with = NULL WHERE proposal IN ('local', 'merge')"
    )
    with op.batch_alter_table("reviews_decision") as batch:
        for name in ("predicted", "probability", "revise_by", "outcome"):
            batch.drop_constraint(op.f(f"ck_reviews_decision_{name}"), type_="check")
        batch.create_check_constraint(op.f("ck_reviews_decision_outcome"), f"outcome IN ({OUTCOMES})")
        for name in ("probability", "expected_effect", "revise_by"):
            batch.drop_column(name)
    with op.batch_alter_table("reviews_review") as batch:
        for name in ("merge_with", "proposal"):
            batch.drop_constraint(op.f(f"ck_reviews_review_{name}"), type_="check")
        batch.create_check_constraint(op.f("ck_reviews_review_proposal"), f"proposal IN ({OUTCOMES})")
        batch.drop_column("merge_with")
