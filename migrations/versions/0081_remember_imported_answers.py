"""Remember which rows of a file became which answers to a survey."""

import sqlalchemy as sa
from alembic import op

revision = "0081_remember_imported_answers"
down_revision = "0088_keep_drafts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "surveys_imported_response",
        sa.Column("survey_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("external_hash", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("response_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["surveys_response.id"],
            name=op.f("fk_surveys_imported_response_response_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys_survey.id"],
            name=op.f("fk_surveys_imported_response_survey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("survey_id", "external_hash", name=op.f("pk_surveys_imported_response")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_surveys_imported_response_response_id"),
        "surveys_imported_response",
        ["response_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("surveys_imported_response")
