"""Keep the versions of the data-processing notice, and which one stood beside a consent."""

import sqlalchemy as sa
from alembic import op

revision = "0140_notice_processing"
down_revision = "0108_take_files"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "surveys_processing_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.JSON(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_surveys_processing_notice_number")),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys_survey.id"],
            name=op.f("fk_surveys_processing_notice_survey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys_processing_notice")),
        sa.UniqueConstraint(
            "survey_id", "number", name=op.f("uq_surveys_processing_notice_survey_id_number")
        ),
    )
    op.create_index(
        "uq_surveys_processing_notice_company",
        "surveys_processing_notice",
        ["number"],
        unique=True,
        sqlite_where=sa.text("survey_id IS NULL"),
        postgresql_where=sa.text("survey_id IS NULL"),
    )
    op.create_table(
        "surveys_notice_read",
        sa.Column(
            "response_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["surveys_processing_notice.id"],
            name=op.f("fk_surveys_notice_read_notice_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["surveys_response.id"],
            name=op.f("fk_surveys_notice_read_response_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_surveys_notice_read")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_surveys_notice_read_notice_id"), "surveys_notice_read", ["notice_id"])


def downgrade() -> None:
    op.drop_table("surveys_notice_read")
    op.drop_table("surveys_processing_notice")
