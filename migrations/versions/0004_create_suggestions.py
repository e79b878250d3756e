"""Create ideas with their votes, comments and search terms."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004_create_suggestions"
down_revision = "0003_create_notifications"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggestions_category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("order", sa.Integer(), server_default="0", nullable=False),
        sa.Column("promise_days", sa.Integer(), nullable=True),
        sa.Column("is_closed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(
            "promise_days BETWEEN 1 AND 365", name=op.f("ck_suggestions_category_promise_days")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_category")),
        sa.UniqueConstraint("code", name=op.f("uq_suggestions_category_code")),
    )
    op.create_table(
        "suggestions_suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(length=120), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("votes_for", sa.Integer(), server_default="0", nullable=False),
        sa.Column("votes_against", sa.Integer(), server_default="0", nullable=False),
        sa.Column("imported_for", sa.Integer(), server_default="0", nullable=False),
        sa.Column("imported_against", sa.Integer(), server_default="0", nullable=False),
        sa.Column("votes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("best", sa.Float(), server_default="0", nullable=False),
        sa.Column("comment_count", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("language IN ('zh_Hans', 'en')", name=op.f("ck_suggestions_suggestion_language")),
        sa.CheckConstraint(
            "status IN ('received', 'in_review', 'accepted', 'in_pilot', 'done', 'declined', 'withdrawn')",
            name=op.f("ck_suggestions_suggestion_status"),
        ),
        sa.CheckConstraint("votes = votes_for + imported_for", name=op.f("ck_suggestions_suggestion_votes")),
        sa.CheckConstraint(
            "votes_for >= 0 AND votes_against >= 0 AND imported_for >= 0 AND imported_against >= 0 AND comment_count >= 0",
            name=op.f("ck_suggestions_suggestion_counts"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["accounts_person.id"], name=op.f("fk_suggestions_suggestion_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["suggestions_category.id"], name=op.f("fk_suggestions_suggestion_category_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["accounts_unit.id"], name=op.f("fk_suggestions_suggestion_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_suggestion")),
        sa.UniqueConstraint("external_id", name=op.f("uq_suggestions_suggestion_external_id")),
    )
    op.create_index(
        op.f("ix_suggestions_suggestion_author_id_status"),
        "suggestions_suggestion",
        ["author_id", "status"],
        unique=False,
    )
    op.create_index(
        op.f("ix_suggestions_suggestion_best_id_status"),
        "suggestions_suggestion",
        ["best", "id", "status"],
        unique=False,
    )
    op.create_index(
        op.f("ix_suggestions_suggestion_category_id_best_id_status"),
        "suggestions_suggestion",
        ["category_id", "best", "id", "status"],
        unique=False,
    )
    op.create_index(
        op.f("ix_suggestions_suggestion_category_id_comment_count_id_status"),
        "suggestions_suggestion",
        ["category_id", "comment_count", "id", "status"],
        unique=False,
    )
    op.create_index(
        op.f("ix_suggestions_suggestion_category_id_submitted_at_id_status"),
        "suggestions_suggestion",
        ["category_id", "submitted_at", "id", "status"],
        unique=False,
    )
    op.create_index(
        op.f("ix_suggestions_suggestion_category_id_votes_id_status"),
        "suggestions_suggestion",
        ["category_id", "votes", "id", "status"],
        unique=False,
    )
    op.create_index(
        op.f("ix_suggestions_suggestion_comment_count_id_status"),
        "suggestions_suggestion",
        ["comment_count", "id", "status"],
        unique=False,
    )
    op.create_index(
        op.f("ix_suggestions_suggestion_promised_on_status_answered_on"),
        "suggestions_suggestion",
        ["promised_on", "status", "answered_on"],
        unique=False,
    )
    op.create_index(
        op.f("ix_suggestions_suggestion_status_best_id"),
        "suggestions_suggestion",
        ["status", "best", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_suggestions_suggestion_status_comment_count_id"),
        "suggestions_suggestion",
        ["status", "comment_count", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_suggestions_suggestion_status_submitted_at_id"),
        "suggestions_suggestion",
        ["status", "submitted_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_suggestions_suggestion_status_unit_id_author_id"),
        "suggestions_suggestion",
        ["status", "unit_id", "author_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_suggestions_suggestion_status_votes_id"),
        "suggestions_suggestion",
        ["status", "votes", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_suggestions_suggestion_submitted_at_id_status"),
        "suggestions_suggestion",
        ["submitted_at", "id", "status"],
        unique=False,
    )
    op.create_index(
        op.f("ix_suggestions_suggestion_unit_id_status"),
        "suggestions_suggestion",
        ["unit_id", "status"],
        unique=False,
    )
    op.create_index(
        op.f("ix_suggestions_suggestion_votes_id_status"),
        "suggestions_suggestion",
        ["votes", "id", "status"],
        unique=False,
    )
    op.create_table(
        "suggestions_co_author",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_suggestions_co_author_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_suggestions_co_author_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_co_author")),
        sa.UniqueConstraint(
            "suggestion_id", "person_id", name=op.f("uq_suggestions_co_author_suggestion_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_suggestions_co_author_person_id"), "suggestions_co_author", ["person_id"], unique=False
    )
    op.create_table(
        "suggestions_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("removed_at IS NULL OR body = ''", name=op.f("ck_suggestions_comment_removed")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["accounts_person.id"], name=op.f("fk_suggestions_comment_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["removed_by_id"], ["accounts_person.id"], name=op.f("fk_suggestions_comment_removed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_suggestions_comment_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_comment")),
    )
    op.create_index(
        op.f("ix_suggestions_comment_author_id"), "suggestions_comment", ["author_id"], unique=False
    )
    op.create_index(
        op.f("ix_suggestions_comment_suggestion_id_id"),
        "suggestions_comment",
        ["suggestion_id", "id"],
        unique=False,
    )
    op.create_table(
        "suggestions_follower",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_suggestions_follower_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_suggestions_follower_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_follower")),
        sa.UniqueConstraint(
            "suggestion_id", "person_id", name=op.f("uq_suggestions_follower_suggestion_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_suggestions_follower_person_id"), "suggestions_follower", ["person_id"], unique=False
    )
    op.create_table(
        "suggestions_status_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("from_status", sa.String(length=20), nullable=True),
        sa.Column("to_status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "from_status IN ('received', 'in_review', 'accepted', 'in_pilot', 'done', 'declined', 'withdrawn')",
            name=op.f("ck_suggestions_status_change_from_status"),
        ),
        sa.CheckConstraint(
            "to_status IN ('received', 'in_review', 'accepted', 'in_pilot', 'done', 'declined', 'withdrawn')",
            name=op.f("ck_suggestions_status_change_to_status"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["accounts_person.id"], name=op.f("fk_suggestions_status_change_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_suggestions_status_change_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_status_change")),
    )
    op.create_index(
        op.f("ix_suggestions_status_change_by_id"), "suggestions_status_change", ["by_id"], unique=False
    )
    op.create_index(
        op.f("ix_suggestions_status_change_suggestion_id_id"),
        "suggestions_status_change",
        ["suggestion_id", "id"],
        unique=False,
    )
    op.create_table(
        "suggestions_text",
        sa.Column("suggestion_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.Column("idea", sa.Text(), server_default="", nullable=False),
        sa.Column("expected_result", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_suggestions_text_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("suggestion_id", name=op.f("pk_suggestions_text")),
    )
    op.create_table(
        "suggestions_vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("value IN (-1, 1)", name=op.f("ck_suggestions_vote_value")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_suggestions_vote_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_suggestions_vote_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_vote")),
        sa.UniqueConstraint(
            "suggestion_id", "person_id", name=op.f("uq_suggestions_vote_suggestion_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_suggestions_vote_person_id_value_suggestion_id"),
        "suggestions_vote",
        ["person_id", "value", "suggestion_id"],
        unique=False,
    )

    _create_search()


def _create_search() -> None:
    """The terms of the texts, cut by us. SQLite's tokenizer `ascii` leaves everything beyond ASCII whole."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE suggestions_fts USING fts5("
            "title, problem, idea, expected_result, tokenize = 'ascii', prefix = '1')"
        )
        return
    op.create_table(
        "suggestions_fts",
        sa.Column("suggestion_id", sa.Integer(), autoincrement=False, nullable=False),
        *(
            sa.Column(name, postgresql.TSVECTOR(), nullable=False)
            for name in ("title", "problem", "idea", "expected_result")
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_suggestions_fts_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("suggestion_id", name=op.f("pk_suggestions_fts")),
    )
    op.create_index(
        op.f("ix_suggestions_fts_terms"),
        "suggestions_fts",
        ["title", "problem", "idea", "expected_result"],
        unique=False,
        postgresql_using="gin",
    )


def downgrade() -> None:
    op.drop_table("suggestions_fts")
    op.drop_index(op.f("ix_suggestions_vote_person_id_value_suggestion_id"), table_name="suggestions_vote")
    op.drop_table("suggestions_vote")
    op.drop_table("suggestions_text")
    op.drop_index(
        op.f("ix_suggestions_status_change_suggestion_id_id"), table_name="suggestions_status_change"
    )
    op.drop_index(op.f("ix_suggestions_status_change_by_id"), table_name="suggestions_status_change")
    op.drop_table("suggestions_status_change")
    op.drop_index(op.f("ix_suggestions_follower_person_id"), table_name="suggestions_follower")
    op.drop_table("suggestions_follower")
    op.drop_index(op.f("ix_suggestions_comment_suggestion_id_id"), table_name="suggestions_comment")
    op.drop_index(op.f("ix_suggestions_comment_author_id"), table_name="suggestions_comment")
    op.drop_table("suggestions_comment")
    op.drop_index(op.f("ix_suggestions_co_author_person_id"), table_name="suggestions_co_author")
    op.drop_table("suggestions_co_author")
    op.drop_index(op.f("ix_suggestions_suggestion_votes_id_status"), table_name="suggestions_suggestion")
    op.drop_index(op.f("ix_suggestions_suggestion_unit_id_status"), table_name="suggestions_suggestion")
    op.drop_index(
        op.f("ix_suggestions_suggestion_submitted_at_id_status"), table_name="suggestions_suggestion"
    )
    op.drop_index(op.f("ix_suggestions_suggestion_status_votes_id"), table_name="suggestions_suggestion")
    op.drop_index(
        op.f("ix_suggestions_suggestion_status_unit_id_author_id"), table_name="suggestions_suggestion"
    )
    op.drop_index(
        op.f("ix_suggestions_suggestion_status_submitted_at_id"), table_name="suggestions_suggestion"
    )
    op.drop_index(
        op.f("ix_suggestions_suggestion_status_comment_count_id"), table_name="suggestions_suggestion"
    )
    op.drop_index(op.f("ix_suggestions_suggestion_status_best_id"), table_name="suggestions_suggestion")
    op.drop_index(
        op.f("ix_suggestions_suggestion_promised_on_status_answered_on"), table_name="suggestions_suggestion"
    )
    op.drop_index(
        op.f("ix_suggestions_suggestion_comment_count_id_status"), table_name="suggestions_suggestion"
    )
    op.drop_index(
        op.f("ix_suggestions_suggestion_category_id_votes_id_status"), table_name="suggestions_suggestion"
    )
    op.drop_index(
        op.f("ix_suggestions_suggestion_category_id_submitted_at_id_status"),
        table_name="suggestions_suggestion",
    )
    op.drop_index(
        op.f("ix_suggestions_suggestion_category_id_comment_count_id_status"),
        table_name="suggestions_suggestion",
    )
    op.drop_index(
        op.f("ix_suggestions_suggestion_category_id_best_id_status"), table_name="suggestions_suggestion"
    )
    op.drop_index(op.f("ix_suggestions_suggestion_best_id_status"), table_name="suggestions_suggestion")
    op.drop_index(op.f("ix_suggestions_suggestion_author_id_status"), table_name="suggestions_suggestion")
    op.drop_table("suggestions_suggestion")
    op.drop_table("suggestions_category")
