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
    with op.batch_alter_table("accounts_sign_in_failure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_sign_in_failure_key_at"), ["key", "at"], unique=False)

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
    with op.batch_alter_table("accounts_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_unit_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_accounts_unit_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_accounts_unit_path"), ["path"], unique=False)

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
        sa.ForeignKeyConstraint(["unit_id"], ["accounts_unit.id"], name=op.f("fk_accounts_person_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_person")),
        sa.UniqueConstraint("login", name=op.f("uq_accounts_person_login")),
    )
    with op.batch_alter_table("accounts_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_person_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_accounts_person_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "accounts_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('invitation', 'reset', 'first_administrator')", name=op.f("ck_accounts_link_purpose")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_accounts_link_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_accounts_link_token_hash")),
    )
    with op.batch_alter_table("accounts_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_link_person_id"), ["person_id"], unique=False)

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
    with op.batch_alter_table("accounts_role", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_role_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_accounts_role_company_wide",
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
        sa.Column("last_used_on", sa.DateTime(timezone=True), nullable=True),
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
    with op.batch_alter_table("accounts_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_token_person_id"), ["person_id"], unique=False)

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
    with op.batch_alter_table("accounts_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_token_person_id"))

    op.drop_table("accounts_token")
    with op.batch_alter_table("accounts_role", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_accounts_role_company_wide",
            sqlite_where=sa.text("unit_id IS NULL"),
            postgresql_where=sa.text("unit_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_accounts_role_unit_id"))

    op.drop_table("accounts_role")
    with op.batch_alter_table("accounts_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_link_person_id"))

    op.drop_table("accounts_link")
    with op.batch_alter_table("accounts_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_person_unit_id"))
        batch_op.drop_index(batch_op.f("ix_accounts_person_email"))

    op.drop_table("accounts_person")
    with op.batch_alter_table("accounts_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_unit_path"))
        batch_op.drop_index(batch_op.f("ix_accounts_unit_parent_id"))
        batch_op.drop_index(batch_op.f("ix_accounts_unit_lead_id"))

    op.drop_table("accounts_unit")
    with op.batch_alter_table("accounts_sign_in_failure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_sign_in_failure_key_at"))

    op.drop_table("accounts_sign_in_failure")
    op.drop_table("accounts_organization")
