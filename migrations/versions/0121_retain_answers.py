"""Remember how long the answers of a survey are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0121_retain_answers"
down_revision = "0112_tell_outcomes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "surveys_retention",
        sa.Column("survey_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("end_with", sa.String(length=10), nullable=False),
        sa.CheckConstraint("end_with IN ('delete', 'anonymize')", name=op.f("ck_surveys_retention_end_with")),
        sa.CheckConstraint("unit IN ('days', 'months')", name=op.f("ck_surveys_retention_unit")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_surveys_retention_amount")),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys_survey.id"],
            name=op.f("fk_surveys_retention_survey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("survey_id", name=op.f("pk_surveys_retention")),
    )


def downgrade() -> None:
    op.drop_table("surveys_retention")
