"""Note scores clicked in the mails of invitations: as intents, never as answers."""

import sqlalchemy as sa
from alembic import op

revision = "0185_note_intents"
down_revision = "0162_rate_comments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "surveys_intent",
        sa.Column("invitation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("score", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clicks", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("is_automatic", sa.Boolean(), nullable=False),
        sa.Column("is_burst", sa.Boolean(), nullable=False),
        sa.CheckConstraint("clicks > 0", name=op.f("ck_surveys_intent_clicks")),
        sa.CheckConstraint("seconds >= 0", name=op.f("ck_surveys_intent_seconds")),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["surveys_invitation.id"],
            name=op.f("fk_surveys_intent_invitation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["surveys_survey.id"], name=op.f("fk_surveys_intent_survey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("invitation_id", "score", name=op.f("pk_surveys_intent")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_surveys_intent_survey_id_invitation_id"), "surveys_intent", ["survey_id", "invitation_id"]
    )
    no = sa.false()
    op.add_column(
        "surveys_survey", sa.Column("counts_clicks", sa.Boolean(), server_default=no, nullable=False)
    )
    op.add_column("surveys_invitation", sa.Column("clicked", sa.Boolean(), server_default=no, nullable=False))
    op.add_column("surveys_invitation_mail", sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("surveys_invitation_mail", "sent_at")
    op.drop_column("surveys_invitation", "clicked")
    op.drop_column("surveys_survey", "counts_clicks")
    op.drop_table("surveys_intent")
