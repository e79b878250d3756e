"""Create the codebook and what people found in comments."""

import sqlalchemy as sa
from alembic import op

revision = "0105_code_comments"
down_revision = "0100_count_segments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "surveys_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=True),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_retired", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("position > 0", name=op.f("ck_surveys_code_position")),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["surveys_survey.id"], name=op.f("fk_surveys_code_survey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys_code")),
    )
    op.create_index(op.f("ix_surveys_code_survey_id"), "surveys_code", ["survey_id"], unique=False)
    op.create_table(
        "surveys_coded",
        sa.Column(
            "response_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("question_code", sa.String(length=40), nullable=False),
        sa.Column("coder_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["coder_id"], ["accounts_person.id"], name=op.f("fk_surveys_coded_coder_id")),
        sa.ForeignKeyConstraint(
            ["response_id", "question_code"],
            ["surveys_answer.response_id", "surveys_answer.question_code"],
            name=op.f("fk_surveys_coded_response_id_question_code"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["surveys_survey.id"], name=op.f("fk_surveys_coded_survey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("response_id", "question_code", "coder_id", name=op.f("pk_surveys_coded")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_surveys_coded_coder_id"), "surveys_coded", ["coder_id"], unique=False)
    op.create_index(
        op.f("ix_surveys_coded_survey_id_question_code_coder_id"),
        "surveys_coded",
        ["survey_id", "question_code", "coder_id"],
        unique=False,
    )
    op.create_table(
        "surveys_given_code",
        sa.Column(
            "response_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("question_code", sa.String(length=40), nullable=False),
        sa.Column("coder_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["code_id"], ["surveys_code.id"], name=op.f("fk_surveys_given_code_code_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["response_id", "question_code", "coder_id"],
            ["surveys_coded.response_id", "surveys_coded.question_code", "surveys_coded.coder_id"],
            name=op.f("fk_surveys_given_code_response_id_question_code_coder_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "response_id", "question_code", "coder_id", "code_id", name=op.f("pk_surveys_given_code")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_surveys_given_code_code_id"), "surveys_given_code", ["code_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_surveys_given_code_code_id"), table_name="surveys_given_code")
    op.drop_table("surveys_given_code")
    op.drop_index(op.f("ix_surveys_coded_survey_id_question_code_coder_id"), table_name="surveys_coded")
    op.drop_index(op.f("ix_surveys_coded_coder_id"), table_name="surveys_coded")
    op.drop_table("surveys_coded")
    op.drop_index(op.f("ix_surveys_code_survey_id"), table_name="surveys_code")
    op.drop_table("surveys_code")
