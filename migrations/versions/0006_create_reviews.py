"""Create committees' rounds, rubrics, scores and decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0006_create_reviews"
down_revision = "0005_create_imports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reviews_rubric",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("is_closed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_rubric")),
    )
    op.create_table(
        "reviews_committee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("is_closed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["accounts_unit.id"], name=op.f("fk_reviews_committee_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_committee")),
    )
    op.create_index(op.f("ix_reviews_committee_unit_id"), "reviews_committee", ["unit_id"], unique=False)
    op.create_table(
        "reviews_membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_chair", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("until >= since", name=op.f("ck_reviews_membership_until")),
        sa.ForeignKeyConstraint(
            ["committee_id"],
            ["reviews_committee.id"],
            name=op.f("fk_reviews_membership_committee_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_reviews_membership_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_membership")),
        sa.UniqueConstraint(
            "committee_id",
            "person_id",
            "since",
            name=op.f("uq_reviews_membership_committee_id_person_id_since"),
        ),
    )
    op.create_index(
        op.f("ix_reviews_membership_person_id"), "reviews_membership", ["person_id"], unique=False
    )
    op.create_table(
        "reviews_rubric_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["accounts_person.id"], name=op.f("fk_reviews_rubric_version_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["rubric_id"],
            ["reviews_rubric.id"],
            name=op.f("fk_reviews_rubric_version_rubric_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_rubric_version")),
        sa.UniqueConstraint("rubric_id", "number", name=op.f("uq_reviews_rubric_version_rubric_id_number")),
    )
    op.create_table(
        "reviews_criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("lowest", sa.Integer(), server_default="1", nullable=False),
        sa.Column("highest", sa.Integer(), server_default="5", nullable=False),
        sa.CheckConstraint("lowest < highest", name=op.f("ck_reviews_criterion_scale")),
        sa.CheckConstraint("weight BETWEEN 1 AND 100", name=op.f("ck_reviews_criterion_weight")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["reviews_rubric_version.id"],
            name=op.f("fk_reviews_criterion_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_criterion")),
        sa.UniqueConstraint("version_id", "position", name=op.f("uq_reviews_criterion_version_id_position")),
    )
    op.create_table(
        "reviews_declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('involved', 'personal', 'benefit', 'other')", name=op.f("ck_reviews_declaration_kind")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_reviews_declaration_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_reviews_declaration_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_declaration")),
        sa.UniqueConstraint(
            "suggestion_id", "person_id", name=op.f("uq_reviews_declaration_suggestion_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_reviews_declaration_person_id"), "reviews_declaration", ["person_id"], unique=False
    )
    op.create_table(
        "reviews_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("rubric_version_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("author_hidden", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("others_shown", sa.String(length=20), nullable=False),
        sa.Column("show_scores", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'published') = (published_at IS NOT NULL)", name=op.f("ck_reviews_round_published")
        ),
        sa.CheckConstraint(
            "others_shown IN ('never', 'after_own', 'always')", name=op.f("ck_reviews_round_others_shown")
        ),
        sa.CheckConstraint("state = 'draft' OR opened_at IS NOT NULL", name=op.f("ck_reviews_round_opened")),
        sa.CheckConstraint(
            "state IN ('draft', 'open', 'calibrating', 'decided', 'published')",
            name=op.f("ck_reviews_round_state"),
        ),
        sa.CheckConstraint("closes_on >= opens_on", name=op.f("ck_reviews_round_dates")),
        sa.CheckConstraint("places BETWEEN 1 AND 1000", name=op.f("ck_reviews_round_places")),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["reviews_committee.id"], name=op.f("fk_reviews_round_committee_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["accounts_person.id"], name=op.f("fk_reviews_round_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["accounts_person.id"], name=op.f("fk_reviews_round_published_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["rubric_version_id"],
            ["reviews_rubric_version.id"],
            name=op.f("fk_reviews_round_rubric_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_round")),
    )
    op.create_index(op.f("ix_reviews_round_committee_id"), "reviews_round", ["committee_id"], unique=False)
    op.create_index(
        op.f("ix_reviews_round_rubric_version_id"), "reviews_round", ["rubric_version_id"], unique=False
    )
    op.create_index(
        op.f("ix_reviews_round_state_closes_on"), "reviews_round", ["state", "closes_on"], unique=False
    )
    op.create_table(
        "reviews_anchor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["criterion_id"],
            ["reviews_criterion.id"],
            name=op.f("fk_reviews_anchor_criterion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_anchor")),
        sa.UniqueConstraint("criterion_id", "value", name=op.f("uq_reviews_anchor_criterion_id_value")),
    )
    op.create_table(
        "reviews_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["reviews_round.id"], name=op.f("fk_reviews_item_round_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_reviews_item_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_item")),
        sa.UniqueConstraint("round_id", "suggestion_id", name=op.f("uq_reviews_item_round_id_suggestion_id")),
    )
    op.create_index(op.f("ix_reviews_item_suggestion_id"), "reviews_item", ["suggestion_id"], unique=False)
    op.create_table(
        "reviews_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["reviews_round.id"], name=op.f("fk_reviews_reminder_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_reminder")),
        sa.UniqueConstraint(
            "round_id",
            "closes_on",
            "days_before",
            name=op.f("uq_reviews_reminder_round_id_closes_on_days_before"),
        ),
    )
    op.create_table(
        "reviews_standing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["reviews_round.id"], name=op.f("fk_reviews_standing_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_standing")),
        sa.UniqueConstraint("round_id", "digest", name=op.f("uq_reviews_standing_round_id_digest")),
    )
    op.create_table(
        "reviews_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('accept', 'revise', 'defer', 'decline')", name=op.f("ck_reviews_decision_outcome")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_reviews_decision_reason")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["accounts_person.id"], name=op.f("fk_reviews_decision_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["reviews_item.id"], name=op.f("fk_reviews_decision_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_decision")),
    )
    op.create_index(
        op.f("ix_reviews_decision_decided_by_id"), "reviews_decision", ["decided_by_id"], unique=False
    )
    op.create_index(
        op.f("ix_reviews_decision_item_id_id"), "reviews_decision", ["item_id", "id"], unique=False
    )
    op.create_index(
        "uq_reviews_decision_current",
        "reviews_decision",
        ["item_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "reviews_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_key", sa.String(length=121), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("reviewer_name", sa.String(length=120), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("answered", sa.Float(), nullable=False),
        sa.Column("note_to_author", sa.Text(), server_default="", nullable=False),
        sa.Column("private_note", sa.Text(), server_default="", nullable=False),
        sa.Column("proposal", sa.String(length=20), nullable=True),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "proposal IN ('accept', 'revise', 'defer', 'decline')", name=op.f("ck_reviews_review_proposal")
        ),
        sa.CheckConstraint("answered BETWEEN 0 AND 1", name=op.f("ck_reviews_review_answered")),
        sa.CheckConstraint("confidence BETWEEN 1 AND 5", name=op.f("ck_reviews_review_confidence")),
        sa.CheckConstraint(
            "reviewer_id IS NULL OR reviewer_name IS NULL", name=op.f("ck_reviews_review_reviewer")
        ),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_reviews_review_revision")),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_reviews_review_score")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["reviews_item.id"], name=op.f("fk_reviews_review_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["accounts_person.id"], name=op.f("fk_reviews_review_reviewer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_review")),
        sa.UniqueConstraint(
            "item_id",
            "reviewer_key",
            "revision",
            name=op.f("uq_reviews_review_item_id_reviewer_key_revision"),
        ),
    )
    op.create_index(op.f("ix_reviews_review_reviewer_id"), "reviews_review", ["reviewer_id"], unique=False)
    op.create_index(
        "uq_reviews_review_current",
        "reviews_review",
        ["item_id", "reviewer_key"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    op.create_table(
        "reviews_score",
        sa.Column("review_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("criterion_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["reviews_criterion.id"], name=op.f("fk_reviews_score_criterion_id")
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews_review.id"], name=op.f("fk_reviews_score_review_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("review_id", "criterion_id", name=op.f("pk_reviews_score")),
    )
    op.create_index(op.f("ix_reviews_score_criterion_id"), "reviews_score", ["criterion_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_reviews_score_criterion_id"), table_name="reviews_score")
    op.drop_table("reviews_score")
    op.drop_index(
        "uq_reviews_review_current",
        table_name="reviews_review",
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    op.drop_index(op.f("ix_reviews_review_reviewer_id"), table_name="reviews_review")
    op.drop_table("reviews_review")
    op.drop_index(
        "uq_reviews_decision_current",
        table_name="reviews_decision",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_reviews_decision_item_id_id"), table_name="reviews_decision")
    op.drop_index(op.f("ix_reviews_decision_decided_by_id"), table_name="reviews_decision")
    op.drop_table("reviews_decision")
    op.drop_table("reviews_standing")
    op.drop_table("reviews_reminder")
    op.drop_index(op.f("ix_reviews_item_suggestion_id"), table_name="reviews_item")
    op.drop_table("reviews_item")
    op.drop_table("reviews_anchor")
    op.drop_index(op.f("ix_reviews_round_state_closes_on"), table_name="reviews_round")
    op.drop_index(op.f("ix_reviews_round_rubric_version_id"), table_name="reviews_round")
    op.drop_index(op.f("ix_reviews_round_committee_id"), table_name="reviews_round")
    op.drop_table("reviews_round")
    op.drop_index(op.f("ix_reviews_declaration_person_id"), table_name="reviews_declaration")
    op.drop_table("reviews_declaration")
    op.drop_table("reviews_criterion")
    op.drop_table("reviews_rubric_version")
    op.drop_index(op.f("ix_reviews_membership_person_id"), table_name="reviews_membership")
    op.drop_table("reviews_membership")
    op.drop_index(op.f("ix_reviews_committee_unit_id"), table_name="reviews_committee")
    op.drop_table("reviews_committee")
    op.drop_table("reviews_rubric")
