"""Take files with the answers of surveys."""

import sqlalchemy as sa
from alembic import op

revision = "0108_take_files"
down_revision = "0107_list_frame_sites"
branch_labels = None
depends_on = None

BEFORE = (
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
FILES = (
    "jpeg",
    "png",
    "pdf",
    "docx",
    "xlsx",
    "pptx",
    "odt",
    "ods",
    "odp",
    "doc",
    "xls",
    "ppt",
    "text",
)


def _allow(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(repr(kind) for kind in kinds)
    with op.batch_alter_table("surveys_question") as batch:
        batch.drop_constraint(op.f("ck_surveys_question_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_surveys_question_kind"), f"kind IN ({listed})")


def upgrade() -> None:
    _allow((*BEFORE, "file"))
    listed = ", ".join(repr(kind) for kind in FILES)
    op.create_table(
        "surveys_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("question_code", sa.String(length=40), nullable=False),
        sa.Column("response_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"kind IN ({listed})", name=op.f("ck_surveys_upload_kind")),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["surveys_response.id"],
            name=op.f("fk_surveys_upload_response_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["surveys_survey.id"], name=op.f("fk_surveys_upload_survey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys_upload")),
        sa.UniqueConstraint("key", name=op.f("uq_surveys_upload_key")),
    )
    op.create_index(op.f("ix_surveys_upload_response_id"), "surveys_upload", ["response_id"], unique=False)
    op.create_index(
        op.f("ix_surveys_upload_survey_id_response_id"),
        "surveys_upload",
        ["survey_id", "response_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("surveys_upload")
    op.execute("DELETE FROM surveys_question WHERE kind = 'file'")
    _allow(BEFORE)
