"""Create surveys, their public links and answers."""

import sqlalchemy as sa
from alembic import op

revision = "0010_create_surveys"
down_revision = "0009_create_awards"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "surveys_spent_form",
        sa.Column("nonce_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("nonce_hash", name=op.f("pk_surveys_spent_form")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_surveys_spent_form_expires_on"), "surveys_spent_form", ["expires_on"], unique=False
    )
    op.create_table(
        "surveys_survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=20), server_default="draft", nullable=False),
        sa.Column("anonymity", sa.String(length=20), server_default="anonymous", nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("is_shared", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "anonymity IN ('anonymous', 'pseudonymous', 'identified')",
            name=op.f("ck_surveys_survey_anonymity"),
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'published', 'closed')", name=op.f("ck_surveys_survey_status")
        ),
        sa.CheckConstraint(
            "closes_on IS NULL OR opens_on IS NULL OR closes_on >= opens_on",
            name=op.f("ck_surveys_survey_days"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["accounts_person.id"], name=op.f("fk_surveys_survey_owner_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["accounts_unit.id"], name=op.f("fk_surveys_survey_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys_survey")),
        sa.UniqueConstraint("public_id", name=op.f("uq_surveys_survey_public_id")),
    )
    op.create_index(op.f("ix_surveys_survey_owner_id"), "surveys_survey", ["owner_id"], unique=False)
    op.create_index(op.f("ix_surveys_survey_status"), "surveys_survey", ["status"], unique=False)
    op.create_index(op.f("ix_surveys_survey_unit_id"), "surveys_survey", ["unit_id"], unique=False)
    op.create_table(
        "surveys_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("intro", sa.JSON(), nullable=True),
        sa.Column("privacy", sa.JSON(), nullable=True),
        sa.Column("thanks", sa.JSON(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_surveys_version_number")),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys_survey.id"],
            name=op.f("fk_surveys_version_survey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys_version")),
        sa.UniqueConstraint("survey_id", "number", name=op.f("uq_surveys_version_survey_id_number")),
    )
    op.create_table(
        "surveys_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), server_default="1", nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("hint", sa.JSON(), nullable=True),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('nps', 'csat', 'ces', 'choice', 'short_text', 'long_text')",
            name=op.f("ck_surveys_question_kind"),
        ),
        sa.CheckConstraint("page > 0", name=op.f("ck_surveys_question_page")),
        sa.CheckConstraint("position > 0", name=op.f("ck_surveys_question_position")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["surveys_version.id"],
            name=op.f("fk_surveys_question_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys_question")),
        sa.UniqueConstraint("version_id", "code", name=op.f("uq_surveys_question_version_id_code")),
    )
    op.create_index(
        op.f("ix_surveys_question_version_id_position"),
        "surveys_question",
        ["version_id", "position"],
        unique=False,
    )
    op.create_table(
        "surveys_response",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys_survey.id"],
            name=op.f("fk_surveys_response_survey_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["surveys_version.id"],
            name=op.f("fk_surveys_response_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys_response")),
    )
    op.create_index(
        op.f("ix_surveys_response_survey_id_day_id"),
        "surveys_response",
        ["survey_id", "day", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_surveys_response_version_id"), "surveys_response", ["version_id"], unique=False)
    op.create_table(
        "surveys_rollup",
        sa.Column("survey_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question_code", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("version_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_surveys_rollup_count")),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["surveys_survey.id"], name=op.f("fk_surveys_rollup_survey_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["surveys_version.id"],
            name=op.f("fk_surveys_rollup_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "survey_id", "question_code", "day", "version_id", "value", name=op.f("pk_surveys_rollup")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "surveys_answer",
        sa.Column(
            "response_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("question_code", sa.String(length=40), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["surveys_response.id"],
            name=op.f("fk_surveys_answer_response_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["surveys_survey.id"], name=op.f("fk_surveys_answer_survey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("response_id", "question_code", name=op.f("pk_surveys_answer")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_surveys_answer_comments",
        "surveys_answer",
        ["survey_id", "question_code", "day", "response_id"],
        unique=False,
        sqlite_where=sa.text("text IS NOT NULL"),
        postgresql_where=sa.text("text IS NOT NULL"),
    )
    op.create_index(
        "ix_surveys_answer_comments_by_group",
        "surveys_answer",
        ["survey_id", "question_code", "value", "day", "response_id"],
        unique=False,
        sqlite_where=sa.text("text IS NOT NULL"),
        postgresql_where=sa.text("text IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_surveys_answer_comments_by_group",
        table_name="surveys_answer",
        sqlite_where=sa.text("text IS NOT NULL"),
        postgresql_where=sa.text("text IS NOT NULL"),
    )
    op.drop_index(
        "ix_surveys_answer_comments",
        table_name="surveys_answer",
        sqlite_where=sa.text("text IS NOT NULL"),
        postgresql_where=sa.text("text IS NOT NULL"),
    )
    op.drop_table("surveys_answer")
    op.drop_table("surveys_rollup")
    op.drop_index(op.f("ix_surveys_response_version_id"), table_name="surveys_response")
    op.drop_index(op.f("ix_surveys_response_survey_id_day_id"), table_name="surveys_response")
    op.drop_table("surveys_response")
    op.drop_index(op.f("ix_surveys_question_version_id_position"), table_name="surveys_question")
    op.drop_table("surveys_question")
    op.drop_table("surveys_version")
    op.drop_index(op.f("ix_surveys_survey_unit_id"), table_name="surveys_survey")
    op.drop_index(op.f("ix_surveys_survey_status"), table_name="surveys_survey")
    op.drop_index(op.f("ix_surveys_survey_owner_id"), table_name="surveys_survey")
    op.drop_table("surveys_survey")
    op.drop_index(op.f("ix_surveys_spent_form_expires_on"), table_name="surveys_spent_form")
    op.drop_table("surveys_spent_form")
