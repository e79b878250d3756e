"""Invite contacts by mail with personal links, let them rest, and count answers against quotas."""

import sqlalchemy as sa
from alembic import op

revision = "0111_invite_contacts"
down_revision = "0106_remember_withdrawals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "surveys_pseudonym_key",
        sa.Column("survey_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys_survey.id"],
            name=op.f("fk_surveys_pseudonym_key_survey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("survey_id", name=op.f("pk_surveys_pseudonym_key")),
    )
    op.create_table(
        "surveys_quota",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=82), server_default="", nullable=False),
        sa.Column("value", sa.String(length=200), server_default="", nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("(source = 'all') = (code = '')", name=op.f("ck_surveys_quota_code")),
        sa.CheckConstraint("source IN ('all', 'answer', 'contact')", name=op.f("ck_surveys_quota_source")),
        sa.CheckConstraint("most > 0", name=op.f("ck_surveys_quota_most")),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_surveys_quota_taken")),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["surveys_survey.id"], name=op.f("fk_surveys_quota_survey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys_quota")),
        sa.UniqueConstraint(
            "survey_id", "source", "code", "value", name=op.f("uq_surveys_quota_survey_id_source_code_value")
        ),
    )
    op.create_table(
        "surveys_rest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=True),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.CheckConstraint("days BETWEEN 0 AND 730", name=op.f("ck_surveys_rest_days")),
        sa.CheckConstraint("id <> 1 OR survey_id IS NULL", name=op.f("ck_surveys_rest_all")),
        sa.CheckConstraint("id = 1 OR survey_id IS NOT NULL", name=op.f("ck_surveys_rest_one")),
        sa.CheckConstraint("most BETWEEN 1 AND 100", name=op.f("ck_surveys_rest_most")),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["surveys_survey.id"], name=op.f("fk_surveys_rest_survey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys_rest")),
        sa.UniqueConstraint("survey_id", name=op.f("uq_surveys_rest_survey_id")),
    )
    op.create_table(
        "surveys_wave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), server_default="draft", nullable=False),
        sa.Column("subject", sa.JSON(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("reminder", sa.JSON(), nullable=False),
        sa.Column("send_from", sa.Integer(), nullable=False),
        sa.Column("send_until", sa.Integer(), nullable=False),
        sa.Column("on_weekends", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("remind_after", sa.Integer(), nullable=False),
        sa.Column("attribute", sa.String(length=40), nullable=True),
        sa.Column("attribute_is", sa.String(length=200), nullable=True),
        sa.Column("sample_size", sa.Integer(), nullable=True),
        sa.Column("seed", sa.String(length=32), nullable=True),
        sa.Column("pool", sa.Integer(), nullable=True),
        sa.Column("needs_consent", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("ignores_rest", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(sample_size IS NULL) OR (state = 'draft') OR (seed IS NOT NULL)",
            name=op.f("ck_surveys_wave_seed"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'running', 'paused', 'withdrawn')", name=op.f("ck_surveys_wave_state")
        ),
        sa.CheckConstraint("remind_after BETWEEN 1 AND 30", name=op.f("ck_surveys_wave_remind_after")),
        sa.CheckConstraint("reminders BETWEEN 0 AND 2", name=op.f("ck_surveys_wave_reminders")),
        sa.CheckConstraint("sample_size > 0", name=op.f("ck_surveys_wave_sample_size")),
        sa.CheckConstraint("send_from BETWEEN 0 AND 23", name=op.f("ck_surveys_wave_send_from")),
        sa.CheckConstraint("send_until BETWEEN 1 AND 24", name=op.f("ck_surveys_wave_send_until")),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["surveys_survey.id"], name=op.f("fk_surveys_wave_survey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys_wave")),
        sa.UniqueConstraint("survey_id", "number", name=op.f("uq_surveys_wave_survey_id_number")),
    )
    op.create_index(op.f("ix_surveys_wave_state"), "surveys_wave", ["state"], unique=False)
    op.create_table(
        "surveys_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), server_default="planned", nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mails", sa.Integer(), server_default="0", nullable=False),
        sa.Column("bounced", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("opened", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("begun", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("completed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(
            "(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_surveys_invitation_sent")
        ),
        sa.CheckConstraint(
            "(state = 'skipped') = (reason IS NOT NULL)", name=op.f("ck_surveys_invitation_skipped")
        ),
        sa.CheckConstraint(
            "reason IS NULL OR reason IN ('silent', 'bounced', 'no_consent', 'rests', 'rests_here', 'closed')",
            name=op.f("ck_surveys_invitation_reason"),
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'sent', 'skipped')", name=op.f("ck_surveys_invitation_state")
        ),
        sa.CheckConstraint("mails BETWEEN 0 AND 3", name=op.f("ck_surveys_invitation_mails")),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts_contact.id"],
            name=op.f("fk_surveys_invitation_contact_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys_survey.id"],
            name=op.f("fk_surveys_invitation_survey_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["surveys_wave.id"], name=op.f("fk_surveys_invitation_wave_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys_invitation")),
        sa.UniqueConstraint("wave_id", "contact_id", name=op.f("uq_surveys_invitation_wave_id_contact_id")),
    )
    op.create_index(
        op.f("ix_surveys_invitation_contact_id_sent_at"),
        "surveys_invitation",
        ["contact_id", "sent_at"],
        unique=False,
    )
    op.create_index(
        "ix_surveys_invitation_due",
        "surveys_invitation",
        ["due_at", "id"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_surveys_invitation_survey_id_state"),
        "surveys_invitation",
        ["survey_id", "state"],
        unique=False,
    )
    op.create_table(
        "surveys_invitation_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=20), server_default="queued", nullable=False),
        sa.CheckConstraint(
            "state IN ('queued', 'sent', 'failed', 'bounced')", name=op.f("ck_surveys_invitation_mail_state")
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["surveys_invitation.id"],
            name=op.f("fk_surveys_invitation_mail_invitation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys_invitation_mail")),
        sa.UniqueConstraint(
            "invitation_id", "number", name=op.f("uq_surveys_invitation_mail_invitation_id_number")
        ),
        sa.UniqueConstraint("token_hash", name=op.f("uq_surveys_invitation_mail_token_hash")),
        sa.UniqueConstraint("uid", name=op.f("uq_surveys_invitation_mail_uid")),
    )
    op.create_table(
        "surveys_respondent",
        sa.Column(
            "response_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("pseudonym", sa.String(length=16), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("pseudonym IS NULL OR contact_id IS NULL", name=op.f("ck_surveys_respondent_one")),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts_contact.id"],
            name=op.f("fk_surveys_respondent_contact_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["surveys_response.id"],
            name=op.f("fk_surveys_respondent_response_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys_survey.id"],
            name=op.f("fk_surveys_respondent_survey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_surveys_respondent")),
    )
    op.create_index(
        op.f("ix_surveys_respondent_contact_id"), "surveys_respondent", ["contact_id"], unique=False
    )
    op.create_index(
        op.f("ix_surveys_respondent_survey_id_pseudonym"),
        "surveys_respondent",
        ["survey_id", "pseudonym"],
        unique=False,
    )
    op.add_column("notifications_outgoing", sa.Column("letter_html", sa.Text(), nullable=True))
    op.add_column("notifications_outgoing", sa.Column("unsubscribe", sa.String(length=500), nullable=True))
    op.add_column(
        "notifications_outgoing",
        sa.Column("is_tracked", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column(
        "surveys_survey", sa.Column("has_quotas", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("surveys_survey", "has_quotas")
    op.drop_column("notifications_outgoing", "is_tracked")
    op.drop_column("notifications_outgoing", "unsubscribe")
    op.drop_column("notifications_outgoing", "letter_html")
    op.drop_index(op.f("ix_surveys_respondent_survey_id_pseudonym"), table_name="surveys_respondent")
    op.drop_index(op.f("ix_surveys_respondent_contact_id"), table_name="surveys_respondent")
    op.drop_table("surveys_respondent")
    op.drop_table("surveys_invitation_mail")
    op.drop_index(op.f("ix_surveys_invitation_survey_id_state"), table_name="surveys_invitation")
    op.drop_index(
        "ix_surveys_invitation_due",
        table_name="surveys_invitation",
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.drop_index(op.f("ix_surveys_invitation_contact_id_sent_at"), table_name="surveys_invitation")
    op.drop_table("surveys_invitation")
    op.drop_index(op.f("ix_surveys_wave_state"), table_name="surveys_wave")
    op.drop_table("surveys_wave")
    op.drop_table("surveys_rest")
    op.drop_table("surveys_quota")
    op.drop_table("surveys_pseudonym_key")
