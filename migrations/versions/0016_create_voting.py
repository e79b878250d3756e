"""Create how one votes in a category: support, for and against, a budget; counts that are hidden until the end."""

import sqlalchemy as sa
from alembic import op

revision = "0016_create_voting"
down_revision = "0015_mark_notices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggestions_voting_rule",
        sa.Column("category_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("votes_per_quarter", sa.Integer(), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("counts_hidden", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("handlers_see_counts", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'budget') = (votes_per_quarter IS NOT NULL)",
            name=op.f("ck_suggestions_voting_rule_budget"),
        ),
        sa.CheckConstraint(
            "kind IN ('support', 'both', 'budget')", name=op.f("ck_suggestions_voting_rule_kind")
        ),
        sa.CheckConstraint(
            "NOT counts_hidden OR closes_on IS NOT NULL",
            name=op.f("ck_suggestions_voting_rule_counts_hidden"),
        ),
        sa.CheckConstraint("opens_on <= closes_on", name=op.f("ck_suggestions_voting_rule_window")),
        sa.CheckConstraint(
            "votes_per_quarter BETWEEN 1 AND 100", name=op.f("ck_suggestions_voting_rule_votes_per_quarter")
        ),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["suggestions_category.id"],
            name=op.f("fk_suggestions_voting_rule_category_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("category_id", name=op.f("pk_suggestions_voting_rule")),
    )
    op.create_table(
        "suggestions_vote_budget",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("spent", sa.Integer(), nullable=False),
        sa.CheckConstraint("spent BETWEEN 0 AND 100", name=op.f("ck_suggestions_vote_budget_spent")),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["suggestions_category.id"],
            name=op.f("fk_suggestions_vote_budget_category_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_suggestions_vote_budget_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_vote_budget")),
        sa.UniqueConstraint(
            "person_id",
            "category_id",
            "quarter",
            name=op.f("uq_suggestions_vote_budget_person_id_category_id_quarter"),
        ),
    )
    op.create_index(
        op.f("ix_suggestions_vote_budget_category_id"),
        "suggestions_vote_budget",
        ["category_id"],
        unique=False,
    )
    op.create_table(
        "suggestions_spent_vote",
        sa.Column("suggestion_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("budget_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["budget_id"],
            ["suggestions_vote_budget.id"],
            name=op.f("fk_suggestions_spent_vote_budget_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_suggestions_spent_vote_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_suggestions_spent_vote_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("suggestion_id", "person_id", name=op.f("pk_suggestions_spent_vote")),
    )
    op.create_index(
        op.f("ix_suggestions_spent_vote_budget_id"), "suggestions_spent_vote", ["budget_id"], unique=False
    )
    op.create_index(
        op.f("ix_suggestions_spent_vote_person_id"), "suggestions_spent_vote", ["person_id"], unique=False
    )
    op.add_column("suggestions_suggestion", sa.Column("counts_hidden_until", sa.Date(), nullable=True))
    op.create_index(
        "ix_suggestions_suggestion_counts_hidden",
        "suggestions_suggestion",
        ["counts_hidden_until"],
        unique=False,
        sqlite_where=sa.text("counts_hidden_until IS NOT NULL"),
        postgresql_where=sa.text("counts_hidden_until IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_suggestions_suggestion_counts_hidden",
        table_name="suggestions_suggestion",
        sqlite_where=sa.text("counts_hidden_until IS NOT NULL"),
        postgresql_where=sa.text("counts_hidden_until IS NOT NULL"),
    )
    op.drop_column("suggestions_suggestion", "counts_hidden_until")
    op.drop_index(op.f("ix_suggestions_spent_vote_person_id"), table_name="suggestions_spent_vote")
    op.drop_index(op.f("ix_suggestions_spent_vote_budget_id"), table_name="suggestions_spent_vote")
    op.drop_table("suggestions_spent_vote")
    op.drop_index(op.f("ix_suggestions_vote_budget_category_id"), table_name="suggestions_vote_budget")
    op.drop_table("suggestions_vote_budget")
    op.drop_table("suggestions_voting_rule")
