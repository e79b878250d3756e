"""Ask in all kinds of questions, keep surveys that somebody has begun, let people change their answer."""

import sqlalchemy as sa
from alembic import op

revision = "0080_ask_in_all_kinds"
down_revision = "0063_hand_in_once"
branch_labels = None
depends_on = None

BEFORE = ("nps", "csat", "ces", "choice", "short_text", "long_text")
AFTER = (
    "nps",
    "csat",
    "ces",
    "rating",
    "choice",
    "multiple",
    "matrix",
    "ranking",
    "number",
    "date",
    "yes_no",
    "short_text",
    "long_text",
    "consent",
    "statement",
    "hidden",
)


def _allow(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(repr(kind) for kind in kinds)
    with op.batch_alter_table("surveys_question") as batch:
        batch.drop_constraint(op.f("ck_surveys_question_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_surveys_question_kind"), f"kind IN ({listed})")


def upgrade() -> None:
    _allow(AFTER)
    op.add_column(
        "surveys_version",
        sa.Column("thanks_by_group", sa.JSON(), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column("surveys_response", sa.Column("receipt_hash", sa.String(length=64), nullable=True))
    op.create_index(
        op.f("ix_surveys_response_receipt_hash"), "surveys_response", ["receipt_hash"], unique=True
    )
    op.create_table(
        "surveys_sitting",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint("page > 0", name=op.f("ck_surveys_sitting_page")),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys_survey.id"],
            name=op.f("fk_surveys_sitting_survey_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["surveys_version.id"],
            name=op.f("fk_surveys_sitting_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_surveys_sitting")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_surveys_sitting_survey_id_page"), "surveys_sitting", ["survey_id", "page"], unique=False
    )
    op.create_index(op.f("ix_surveys_sitting_day"), "surveys_sitting", ["day"], unique=False)
    op.create_index(op.f("ix_surveys_sitting_version_id"), "surveys_sitting", ["version_id"], unique=False)
    op.create_table(
        "surveys_trial",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys_survey.id"],
            name=op.f("fk_surveys_trial_survey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys_trial")),
    )
    op.create_index(op.f("ix_surveys_trial_survey_id"), "surveys_trial", ["survey_id"], unique=False)


def downgrade() -> None:
    op.drop_table("surveys_trial")
    op.drop_table("surveys_sitting")
    op.drop_index(op.f("ix_surveys_response_receipt_hash"), "surveys_response")
    op.drop_column("surveys_response", "receipt_hash")
    op.drop_column("surveys_version", "thanks_by_group")
    kinds = ", ".join(repr(kind) for kind in BEFORE)
    # What only the newer product can ask goes with it.
    op.execute(sa.text(f"DELETE FROM surveys_question WHERE kind NOT IN ({kinds})"))
    _allow(BEFORE)
