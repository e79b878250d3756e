"""Create the ballots of voters without an account."""

import sqlalchemy as sa
from alembic import op

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


def downgrade() -> None:
    op.drop_table("suggestions_imported_ballot")
