"""Create people, units, roles, links and tokens: everything else refers to them."""

import sqlalchemy as sa
from alembic import op

revision = "0001_create_accounts"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts_organization",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("currency", sa.String(length=3), server_default="CNY", nullable=False),
        sa.Column("default_language", sa.String(length=10), server_default="zh_Hans", nullable=False),
        sa.Column("time_zone", sa.String(length=60), server_default="Asia/Shanghai", nullable=False),
        sa.Column("demo_loaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "default_language IN ('zh_Hans', 'en')", name=op.f("ck_accounts_organization_default_language")
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_accounts_organization_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_organization")),
    )
    op.create_table(
        "accounts_sign_in_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_sign_in_failure")),
    )
    op.create_index(
        op.f("ix_accounts_sign_in_failure_key_at"), "accounts_sign_in_failure", ["key", "at"], unique=False
    )
    op.create_table(
        "accounts_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("is_closed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("kind IN ('site', 'department', 'team')", name=op.f("ck_accounts_unit_kind")),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_accounts_unit_not_below_itself")),
        sa.ForeignKeyConstraint(
            ["lead_id"],
            ["accounts_person.id"],
            name=op.f("fk_accounts_unit_lead_id"),
            ondelete="SET NULL",
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["accounts_unit.id"], name=op.f("fk_accounts_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_accounts_unit_code")),
    )
    op.create_index(op.f("ix_accounts_unit_lead_id"), "accounts_unit", ["lead_id"], unique=False)
    op.create_index(op.f("ix_accounts_unit_parent_id"), "accounts_unit", ["parent_id"], unique=False)
    op.create_index(op.f("ix_accounts_unit_path"), "accounts_unit", ["path"], unique=False)
    op.create_table(
        "accounts_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("job_title", sa.String(length=120), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=True),
        sa.Column("time_zone", sa.String(length=60), nullable=True),
        sa.Column("theme", sa.String(length=10), nullable=True),
        sa.Column("mail_wanted", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("session_epoch", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("language IN ('zh_Hans', 'en')", name=op.f("ck_accounts_person_language")),
        sa.CheckConstraint("theme IN ('auto', 'light', 'dark')", name=op.f("ck_accounts_person_theme")),
        sa.ForeignKeyConstraint(["unit_id"], ["accounts_unit.id"], name=op.f("fk_accounts_person_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_person")),
        sa.UniqueConstraint("login", name=op.f("uq_accounts_person_login")),
    )
    op.create_index(op.f("ix_accounts_person_email"), "accounts_person", ["email"], unique=False)
    op.create_index(op.f("ix_accounts_person_unit_id"), "accounts_person", ["unit_id"], unique=False)
    op.create_table(
        "accounts_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=43), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose <> 'first_administrator' OR person_id IS NULL", name=op.f("ck_accounts_link_person")
        ),
        sa.CheckConstraint(
            "purpose IN ('invitation', 'reset', 'first_administrator')", name=op.f("ck_accounts_link_purpose")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"],
            ["accounts_person.id"],
            name=op.f("fk_accounts_link_issued_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_accounts_link_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_accounts_link_token_hash")),
    )
    op.create_index(op.f("ix_accounts_link_issued_by_id"), "accounts_link", ["issued_by_id"], unique=False)
    op.create_index(op.f("ix_accounts_link_person_id"), "accounts_link", ["person_id"], unique=False)
    op.create_table(
        "accounts_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "role IN ('member', 'coordinator', 'committee', 'case_handler', 'finance', 'auditor', 'administrator')",
            name=op.f("ck_accounts_role_role"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_accounts_role_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["accounts_unit.id"], name=op.f("fk_accounts_role_unit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_role")),
        sa.UniqueConstraint(
            "person_id", "role", "unit_id", name=op.f("uq_accounts_role_person_id_role_unit_id")
        ),
    )
    op.create_index(op.f("ix_accounts_role_unit_id"), "accounts_role", ["unit_id"], unique=False)
    op.create_index(
        "uq_accounts_role_company_wide",
        "accounts_role",
        ["person_id", "role"],
        unique=True,
        sqlite_where=sa.text("unit_id IS NULL"),
        postgresql_where=sa.text("unit_id IS NULL"),
    )
    op.create_table(
        "accounts_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("scopes", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_accounts_token_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_accounts_token_token_hash")),
    )
    op.create_index(op.f("ix_accounts_token_person_id"), "accounts_token", ["person_id"], unique=False)
    # Unit and person refer to each other; SQLite has the reference in the table, PostgreSQL gets it now.
    if op.get_bind().dialect.name != "sqlite":
        op.create_foreign_key(
            "fk_accounts_unit_lead_id",
            "accounts_unit",
            "accounts_person",
            ["lead_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint("fk_accounts_unit_lead_id", "accounts_unit", type_="foreignkey")
    op.drop_index(op.f("ix_accounts_token_person_id"), table_name="accounts_token")
    op.drop_table("accounts_token")
    op.drop_index(
        "uq_accounts_role_company_wide",
        table_name="accounts_role",
        sqlite_where=sa.text("unit_id IS NULL"),
        postgresql_where=sa.text("unit_id IS NULL"),
    )
    op.drop_index(op.f("ix_accounts_role_unit_id"), table_name="accounts_role")
    op.drop_table("accounts_role")
    op.drop_index(op.f("ix_accounts_link_person_id"), table_name="accounts_link")
    op.drop_index(op.f("ix_accounts_link_issued_by_id"), table_name="accounts_link")
    op.drop_table("accounts_link")
    op.drop_index(op.f("ix_accounts_person_unit_id"), table_name="accounts_person")
    op.drop_index(op.f("ix_accounts_person_email"), table_name="accounts_person")
    op.drop_table("accounts_person")
    op.drop_index(op.f("ix_accounts_unit_path"), table_name="accounts_unit")
    op.drop_index(op.f("ix_accounts_unit_parent_id"), table_name="accounts_unit")
    op.drop_index(op.f("ix_accounts_unit_lead_id"), table_name="accounts_unit")
    op.drop_table("accounts_unit")
    op.drop_index(op.f("ix_accounts_sign_in_failure_key_at"), table_name="accounts_sign_in_failure")
    op.drop_table("accounts_sign_in_failure")
    op.drop_table("accounts_organization")
