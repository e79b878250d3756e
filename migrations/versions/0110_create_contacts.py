"""Keep customers' addresses, what they agreed to, and who wants no mail."""

import sqlalchemy as sa
from alembic import op

revision = "0110_create_contacts"
down_revision = "0095_remember_owners"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contacts_attribute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts_attribute")),
        sa.UniqueConstraint("code", name=op.f("uq_contacts_attribute_code")),
    )
    op.create_table(
        "contacts_consent_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts_consent_text")),
        sa.UniqueConstraint("version", name=op.f("uq_contacts_consent_text_version")),
    )
    op.create_table(
        "contacts_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), server_default="", nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=True),
        sa.Column("time_zone", sa.String(length=64), nullable=True),
        sa.Column("attributes", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("silence", sa.String(length=20), nullable=True),
        sa.Column("silent_since", sa.Date(), nullable=True),
        sa.Column("bounces", sa.Integer(), server_default="0", nullable=False),
        sa.Column("find", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "silence IS NULL OR silence IN ('asked', 'unsubscribed', 'bounced')",
            name=op.f("ck_contacts_contact_silence"),
        ),
        sa.CheckConstraint(
            "(silence IS NULL) = (silent_since IS NULL)", name=op.f("ck_contacts_contact_silent_since")
        ),
        sa.CheckConstraint("bounces >= 0", name=op.f("ck_contacts_contact_bounces")),
        sa.ForeignKeyConstraint(["unit_id"], ["accounts_unit.id"], name=op.f("fk_contacts_contact_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts_contact")),
        sa.UniqueConstraint("email_key", name=op.f("uq_contacts_contact_email_key")),
    )
    op.create_index(op.f("ix_contacts_contact_name_id"), "contacts_contact", ["name", "id"], unique=False)
    op.create_index(op.f("ix_contacts_contact_unit_id"), "contacts_contact", ["unit_id"], unique=False)
    op.create_table(
        "contacts_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.CheckConstraint("source IN ('import', 'page')", name=op.f("ck_contacts_consent_source")),
        sa.CheckConstraint(
            "withdrawn_on IS NULL OR withdrawn_on >= given_on", name=op.f("ck_contacts_consent_withdrawn_on")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts_contact.id"],
            name=op.f("fk_contacts_consent_contact_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["contacts_consent_text.id"], name=op.f("fk_contacts_consent_text_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts_consent")),
        sa.UniqueConstraint("contact_id", "text_id", name=op.f("uq_contacts_consent_contact_id_text_id")),
    )
    op.create_index(op.f("ix_contacts_consent_text_id"), "contacts_consent", ["text_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_contacts_consent_text_id"), table_name="contacts_consent")
    op.drop_table("contacts_consent")
    op.drop_index(op.f("ix_contacts_contact_unit_id"), table_name="contacts_contact")
    op.drop_index(op.f("ix_contacts_contact_name_id"), table_name="contacts_contact")
    op.drop_table("contacts_contact")
    op.drop_table("contacts_consent_text")
    op.drop_table("contacts_attribute")
