"""Keep which attributes of contacts go with answers, and segments that somebody named."""

import sqlalchemy as sa
from alembic import op

revision = "0175_save_segments"
down_revision = "0170_create_webhooks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "surveys_contact_segment",
        sa.Column("survey_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("is_taken", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys_survey.id"],
            name=op.f("fk_surveys_contact_segment_survey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("survey_id", "code", name=op.f("pk_surveys_contact_segment")),
    )
    op.create_table(
        "surveys_saved_segment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_surveys_saved_segment_name")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["accounts_person.id"], name=op.f("fk_surveys_saved_segment_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys_survey.id"],
            name=op.f("fk_surveys_saved_segment_survey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys_saved_segment")),
    )
    op.create_index(op.f("ix_surveys_saved_segment_owner_id"), "surveys_saved_segment", ["owner_id"])
    op.create_index(op.f("ix_surveys_saved_segment_survey_id"), "surveys_saved_segment", ["survey_id"])


def downgrade() -> None:
    op.drop_table("surveys_saved_segment")
    op.drop_table("surveys_contact_segment")
