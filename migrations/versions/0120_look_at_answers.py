"""Note answers that somebody should look at, and what they are looked for by."""

import sqlalchemy as sa
from alembic import op

revision = "0120_look_at_answers"
down_revision = "0130_hide_names"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "surveys_alert_rules",
        sa.Column("survey_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("low_scores", sa.JSON(), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("contact_code", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys_survey.id"],
            name=op.f("fk_surveys_alert_rules_survey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("survey_id", name=op.f("pk_surveys_alert_rules")),
    )
    op.create_table(
        "surveys_alert",
        sa.Column(
            "response_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "due_at IS NULL OR seen_at IS NULL", name=op.f("ck_surveys_alert_told_before_seen")
        ),
        sa.CheckConstraint("seen_by_id IS NULL OR seen_at IS NOT NULL", name=op.f("ck_surveys_alert_seen")),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["surveys_response.id"],
            name=op.f("fk_surveys_alert_response_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["seen_by_id"], ["accounts_person.id"], name=op.f("fk_surveys_alert_seen_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["surveys_survey.id"], name=op.f("fk_surveys_alert_survey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_surveys_alert")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_surveys_alert_seen_by_id"), "surveys_alert", ["seen_by_id"], unique=False)
    op.create_index(
        op.f("ix_surveys_alert_survey_id_day_response_id"),
        "surveys_alert",
        ["survey_id", "day", "response_id"],
        unique=False,
    )
    op.create_index(
        "ix_surveys_alert_waiting",
        "surveys_alert",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_surveys_alert_waiting",
        table_name="surveys_alert",
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.drop_index(op.f("ix_surveys_alert_survey_id_day_response_id"), table_name="surveys_alert")
    op.drop_index(op.f("ix_surveys_alert_seen_by_id"), table_name="surveys_alert")
    op.drop_table("surveys_alert")
    op.drop_table("surveys_alert_rules")
