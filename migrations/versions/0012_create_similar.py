"""Create what similar ideas are found by, and the ballots of voters without an account."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012_create_similar"
down_revision = "0011_create_api"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggestions_imported_ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("voter", sa.String(length=120), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("value IN (-1, 0, 1)", name=op.f("ck_suggestions_imported_ballot_value")),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_suggestions_imported_ballot_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_imported_ballot")),
        sa.UniqueConstraint(
            "suggestion_id", "voter", name=op.f("uq_suggestions_imported_ballot_suggestion_id_voter")
        ),
    )
    op.create_table(
        "suggestions_similar",
        sa.Column("suggestion_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title_units", sa.JSON(), nullable=False),
        sa.Column("text_units", sa.JSON(), nullable=False),
        sa.Column("title_vector", sa.LargeBinary(), nullable=False),
        sa.Column("text_vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_suggestions_similar_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("suggestion_id", name=op.f("pk_suggestions_similar")),
    )
    op.create_index(op.f("ix_suggestions_similar_version"), "suggestions_similar", ["version"], unique=False)
    _create_terms()


def _create_terms() -> None:
    """Which ideas have a term: nothing but that, so that the index stays small."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE suggestions_similar_fts USING fts5("
            "terms, tokenize = 'ascii', detail = none, columnsize = 0)"
        )
        return
    op.create_table(
        "suggestions_similar_fts",
        sa.Column("suggestion_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("terms", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_suggestions_similar_fts_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("suggestion_id", name=op.f("pk_suggestions_similar_fts")),
    )
    op.create_index(
        op.f("ix_suggestions_similar_fts_terms"),
        "suggestions_similar_fts",
        ["terms"],
        unique=False,
        postgresql_using="gin",
    )


def downgrade() -> None:
    op.drop_table("suggestions_similar_fts")
    op.drop_index(op.f("ix_suggestions_similar_version"), table_name="suggestions_similar")
    op.drop_table("suggestions_similar")
    op.drop_table("suggestions_imported_ballot")
