"""Remember that an answer to a survey was withdrawn, and nothing of what it said."""

import sqlalchemy as sa
from alembic import op

revision = "0106_remember_withdrawals"
down_revision = "0120_look_at_answers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "surveys_withdrawn",
        sa.Column("receipt_hash", sa.String(length=64), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys_survey.id"],
            name=op.f("fk_surveys_withdrawn_survey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("receipt_hash", name=op.f("pk_surveys_withdrawn")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_surveys_withdrawn_survey_id"), "surveys_withdrawn", ["survey_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_surveys_withdrawn_survey_id"), table_name="surveys_withdrawn")
    op.drop_table("surveys_withdrawn")
