"""Write what happened once, whoever is told; keep the channels that people choose, and their digests.

What stood in the inboxes and the outbox is copied into new tables: SQLite changes no constraint of a table that
others point to.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020_notice_kinds"
down_revision = "0019_create_extra_fields"
branch_labels = None
depends_on = None

# The columns that did not change.
MAIL = (
    "id, uid, notice_id, address, language, subject, letter, state, created_at, due_at, attempts,"
    " claimed_until, claim, sent_at, error"
)


def upgrade() -> None:
    _create_lines()
    _create_choices_and_digests()
    _create_receipts()
    _create_outgoing()
    _copy()
    op.drop_table("notifications_mail")
    op.drop_table("notifications_notice")
    op.add_column(
        "suggestions_follower", sa.Column("is_muted", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def _copy() -> None:
    """Each message becomes a line and a row of the inbox with the same number; those about an idea know it."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    idea = (
        "CAST(json_extract(link_values, '$.suggestion_id') AS INTEGER)"
        if is_sqlite
        else "CAST(link_values ->> 'suggestion_id' AS INTEGER)"
    )
    is_idea = f"endpoint = 'suggestions.show' AND {idea} IS NOT NULL"
    op.execute(
        "INSERT INTO notifications_line (id, created_at, text, detail, is_markdown, endpoint, link_values, about_type, about_id)"
        " SELECT id, created_at, text, detail, is_markdown, endpoint, link_values,"
        f" CASE WHEN {is_idea} THEN 'suggestion' END, CASE WHEN {is_idea} THEN {idea} END"
        " FROM notifications_notice"
    )
    mailed = "EXISTS (SELECT 1 FROM notifications_mail m WHERE m.notice_id = n.id)"
    day = "date(n.created_at)" if is_sqlite else "CAST(n.created_at AS DATE)"
    op.execute(
        "INSERT INTO notifications_receipt (id, person_id, line_id, kind, topic, day, created_at, in_inbox, mail,"
        " read_at) SELECT n.id, n.person_id, n.id, 'earlier',"
        " CASE WHEN l.about_id IS NULL THEN 'line:' || n.id ELSE 'suggestion:' || l.about_id END,"
        f" {day}, n.created_at, {'1' if is_sqlite else 'true'},"
        f" CASE WHEN {mailed} THEN 'at_once' ELSE 'never' END, n.read_at"
        " FROM notifications_notice n JOIN notifications_line l ON l.id = n.id"
    )
    op.execute(f"INSERT INTO notifications_outgoing ({MAIL}) SELECT {MAIL} FROM notifications_mail")
    _go_on_counting("notifications_line", "notifications_receipt", "notifications_outgoing")


def _go_on_counting(*tables: str) -> None:
    """PostgreSQL counts by itself only what it numbered itself."""
    if op.get_bind().dialect.name == "postgresql":
        for table in tables:
            op.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"
                f" (SELECT COALESCE(MAX(id), 1) FROM {table}), (SELECT COUNT(*) > 0 FROM {table}))"
            )


def _create_lines() -> None:
    op.create_table(
        "notifications_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.Column("is_markdown", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("endpoint", sa.String(length=100), nullable=False),
        sa.Column("link_values", sa.JSON(), nullable=False),
        sa.Column("about_type", sa.String(length=40), nullable=True),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("source_type", sa.String(length=40), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("is_story", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(
            "(about_type IS NULL) = (about_id IS NULL)", name=op.f("ck_notifications_line_about")
        ),
        sa.CheckConstraint(
            "(source_type IS NULL) = (source_id IS NULL)", name=op.f("ck_notifications_line_source")
        ),
        sa.CheckConstraint("NOT is_story OR about_id IS NOT NULL", name=op.f("ck_notifications_line_story")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications_line")),
    )
    op.create_index(
        op.f("ix_notifications_line_about_type_about_id_id"),
        "notifications_line",
        ["about_type", "about_id", "id"],
        unique=False,
    )


def _create_choices_and_digests() -> None:
    op.create_table(
        "notifications_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("inbox", sa.Boolean(), nullable=False),
        sa.Column("mail", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "mail IN ('at_once', 'daily', 'weekly', 'never')", name=op.f("ck_notifications_choice_mail")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_notifications_choice_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications_choice")),
        sa.UniqueConstraint("person_id", "kind", name=op.f("uq_notifications_choice_person_id_kind")),
    )
    op.create_index(
        "uq_notifications_choice_company",
        "notifications_choice",
        ["kind"],
        unique=True,
        sqlite_where=sa.text("person_id IS NULL"),
        postgresql_where=sa.text("person_id IS NULL"),
    )
    op.create_table(
        "notifications_digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("pace", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("pace IN ('daily', 'weekly')", name=op.f("ck_notifications_digest_pace")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_notifications_digest_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications_digest")),
        sa.UniqueConstraint(
            "person_id", "pace", "day", name=op.f("uq_notifications_digest_person_id_pace_day")
        ),
    )
    op.create_index(op.f("ix_notifications_digest_until"), "notifications_digest", ["until"], unique=False)


def _create_receipts() -> None:
    op.create_table(
        "notifications_receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("in_inbox", sa.Boolean(), nullable=False),
        sa.Column("mail", sa.String(length=10), nullable=False),
        sa.Column("digest_id", sa.Integer(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "digest_id IS NULL OR mail IN ('daily', 'weekly')", name=op.f("ck_notifications_receipt_digest")
        ),
        sa.CheckConstraint("in_inbox OR mail <> 'never'", name=op.f("ck_notifications_receipt_somewhere")),
        sa.CheckConstraint(
            "mail IN ('at_once', 'daily', 'weekly', 'never')", name=op.f("ck_notifications_receipt_mail")
        ),
        sa.ForeignKeyConstraint(
            ["digest_id"],
            ["notifications_digest.id"],
            name=op.f("fk_notifications_receipt_digest_id"),
        ),
        sa.ForeignKeyConstraint(
            ["line_id"],
            ["notifications_line.id"],
            name=op.f("fk_notifications_receipt_line_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_notifications_receipt_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications_receipt")),
        sa.UniqueConstraint("line_id", "person_id", name=op.f("uq_notifications_receipt_line_id_person_id")),
    )
    op.create_index(
        op.f("ix_notifications_receipt_digest_id"), "notifications_receipt", ["digest_id"], unique=False
    )
    op.create_index(
        op.f("ix_notifications_receipt_person_id_id"),
        "notifications_receipt",
        ["person_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_notifications_receipt_person_id_topic_day"),
        "notifications_receipt",
        ["person_id", "topic", "day"],
        unique=False,
    )
    op.create_index(
        "ix_notifications_receipt_to_digest",
        "notifications_receipt",
        ["person_id", "mail"],
        unique=False,
        sqlite_where=sa.text("digest_id IS NULL AND mail IN ('daily', 'weekly')"),
        postgresql_where=sa.text("digest_id IS NULL AND mail IN ('daily', 'weekly')"),
    )
    op.create_index(
        "ix_notifications_receipt_unread",
        "notifications_receipt",
        ["person_id", "id"],
        unique=False,
        sqlite_where=sa.text("read_at IS NULL AND in_inbox"),
        postgresql_where=sa.text("read_at IS NULL AND in_inbox"),
    )


def _create_outgoing() -> None:
    op.create_table(
        "notifications_outgoing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("digest_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=True),
        sa.Column("subject", sa.String(length=300), nullable=True),
        sa.Column("letter", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=10), server_default="waiting", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(length=32), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.CheckConstraint(
            "(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_notifications_outgoing_sent")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'failed', 'dropped')", name=op.f("ck_notifications_outgoing_state")
        ),
        sa.CheckConstraint(
            "(CASE WHEN notice_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN digest_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN address IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_notifications_outgoing_content"),
        ),
        sa.CheckConstraint(
            "(claimed_until IS NULL) = (claim IS NULL)", name=op.f("ck_notifications_outgoing_claimed_whole")
        ),
        sa.ForeignKeyConstraint(
            ["digest_id"],
            ["notifications_digest.id"],
            name=op.f("fk_notifications_outgoing_digest_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["notifications_receipt.id"],
            name=op.f("fk_notifications_outgoing_notice_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications_outgoing")),
        sa.UniqueConstraint("digest_id", name=op.f("uq_notifications_outgoing_digest_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_notifications_outgoing_uid")),
    )
    op.create_index(
        op.f("ix_notifications_outgoing_notice_id"), "notifications_outgoing", ["notice_id"], unique=False
    )
    op.create_index(
        op.f("ix_notifications_outgoing_state_created_at"),
        "notifications_outgoing",
        ["state", "created_at"],
        unique=False,
    )
    op.create_index(
        "ix_notifications_outgoing_waiting",
        "notifications_outgoing",
        ["due_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    op.drop_column("suggestions_follower", "is_muted")
    _create_former()
    op.execute(
        "INSERT INTO notifications_notice (id, person_id, created_at, text, detail, is_markdown, endpoint, link_values, read_at)"
        " SELECT r.id, r.person_id, r.created_at, l.text, l.detail, l.is_markdown, l.endpoint, l.link_values, r.read_at"
        " FROM notifications_receipt r JOIN notifications_line l ON l.id = r.line_id WHERE r.in_inbox"
    )
    op.execute(
        f"INSERT INTO notifications_mail ({MAIL}) SELECT {MAIL} FROM notifications_outgoing"
        " WHERE address IS NOT NULL OR notice_id IN (SELECT id FROM notifications_notice)"
    )
    _go_on_counting("notifications_notice", "notifications_mail")
    for table in ("outgoing", "receipt", "digest", "choice", "line"):
        op.drop_table(f"notifications_{table}")


def _create_former() -> None:
    """The tables as they were."""
    op.create_table(
        "notifications_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.Column("endpoint", sa.String(length=100), nullable=False),
        sa.Column("link_values", sa.JSON(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_markdown", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_notifications_notice_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications_notice")),
    )
    op.create_index(
        op.f("ix_notifications_notice_person_id_id"),
        "notifications_notice",
        ["person_id", "id"],
        unique=False,
    )
    op.create_index(
        "ix_notifications_notice_unread",
        "notifications_notice",
        ["person_id", "id"],
        unique=False,
        sqlite_where=sa.text("read_at IS NULL"),
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_table(
        "notifications_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=True),
        sa.Column("subject", sa.String(length=300), nullable=True),
        sa.Column("letter", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=10), server_default="waiting", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(length=32), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.CheckConstraint(
            "(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_notifications_mail_sent")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'failed', 'dropped')", name=op.f("ck_notifications_mail_state")
        ),
        sa.CheckConstraint(
            "(claimed_until IS NULL) = (claim IS NULL)", name=op.f("ck_notifications_mail_claimed_whole")
        ),
        sa.CheckConstraint(
            "(notice_id IS NULL) <> (address IS NULL)", name=op.f("ck_notifications_mail_notice_or_letter")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["notifications_notice.id"],
            name=op.f("fk_notifications_mail_notice_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications_mail")),
        sa.UniqueConstraint("uid", name=op.f("uq_notifications_mail_uid")),
    )
    op.create_index(
        op.f("ix_notifications_mail_notice_id"), "notifications_mail", ["notice_id"], unique=False
    )
    op.create_index(
        op.f("ix_notifications_mail_state_created_at"),
        "notifications_mail",
        ["state", "created_at"],
        unique=False,
    )
    op.create_index(
        "ix_notifications_mail_waiting",
        "notifications_mail",
        ["due_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
