"""Say what became of answers, and remember apart from them who wants to hear of it."""

import sqlalchemy as sa
from alembic import op

revision = "0112_tell_outcomes"
down_revision = "0111_invite_contacts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "surveys_follower",
        sa.Column("survey_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("told", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys_survey.id"],
            name=op.f("fk_surveys_follower_survey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("survey_id", "email_key", name=op.f("pk_surveys_follower")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_surveys_follower_email_key"), "surveys_follower", ["email_key"], unique=False)
    op.create_table(
        "surveys_outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys_survey.id"],
            name=op.f("fk_surveys_outcome_survey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys_outcome")),
    )
    op.create_index(
        op.f("ix_surveys_outcome_survey_id_id"), "surveys_outcome", ["survey_id", "id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_surveys_outcome_survey_id_id"), table_name="surveys_outcome")
    op.drop_table("surveys_outcome")
    op.drop_index(op.f("ix_surveys_follower_email_key"), table_name="surveys_follower")
    op.drop_table("surveys_follower")
