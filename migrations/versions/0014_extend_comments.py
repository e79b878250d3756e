"""Extend comments by replies, notes and hiding, and create what hangs on them: versions, reactions, reports."""

import sqlalchemy as sa
from alembic import op

revision = "0014_extend_comments"
down_revision = "0013_create_attachments"
branch_labels = None
depends_on = None

COMMENT = "suggestions_comment"
OPEN = sa.text("resolved_at IS NULL")
CHECKS = (
    ("kind", "kind IN ('comment', 'note')"),
    ("parent", "parent_id < id"),
    ("hidden", "(hidden_at IS NULL) = (hidden_reason = '')"),
    ("author", "author_id IS NOT NULL OR kind = 'comment'"),
)


def upgrade() -> None:
    with op.batch_alter_table(COMMENT) as batch:
        batch.alter_column("author_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("parent_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("kind", sa.String(length=10), server_default="comment", nullable=False))
        batch.add_column(sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("hidden_by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("hidden_reason", sa.Text(), server_default="", nullable=False))
        batch.create_foreign_key(
            op.f("fk_suggestions_comment_parent_id"), COMMENT, ["parent_id"], ["id"], ondelete="CASCADE"
        )
        batch.create_foreign_key(
            op.f("fk_suggestions_comment_hidden_by_id"), "accounts_person", ["hidden_by_id"], ["id"]
        )
        batch.create_index(op.f("ix_suggestions_comment_parent_id"), ["parent_id"], unique=False)
        for name, condition in CHECKS:
            batch.create_check_constraint(op.f(f"ck_{COMMENT}_{name}"), condition)
    _create_versions()
    _create_reactions()
    _create_reports()
    op.create_table(
        "suggestions_canned_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("order", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_canned_answer")),
    )


def _create_versions() -> None:
    op.create_table(
        "suggestions_comment_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        _of_comment("suggestions_comment_version"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_comment_version")),
        sa.UniqueConstraint(
            "comment_id", "number", name=op.f("uq_suggestions_comment_version_comment_id_number")
        ),
    )


def _create_reactions() -> None:
    op.create_table(
        "suggestions_reaction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('agree', 'thanks', 'insight', 'same')", name=op.f("ck_suggestions_reaction_kind")
        ),
        _of_comment("suggestions_reaction"),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_suggestions_reaction_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_reaction")),
        sa.UniqueConstraint(
            "comment_id", "person_id", "kind", name=op.f("uq_suggestions_reaction_comment_id_person_id_kind")
        ),
    )
    op.create_index(
        op.f("ix_suggestions_reaction_person_id"), "suggestions_reaction", ["person_id"], unique=False
    )


def _create_reports() -> None:
    table = "suggestions_comment_report"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "verdict IN ('hidden', 'kept')", name=op.f("ck_suggestions_comment_report_verdict")
        ),
        sa.CheckConstraint(
            "(resolved_at IS NULL) = (verdict IS NULL)", name=op.f("ck_suggestions_comment_report_resolved")
        ),
        _of_comment(table),
        sa.ForeignKeyConstraint(
            ["reporter_id"],
            ["accounts_person.id"],
            name=op.f("fk_suggestions_comment_report_reporter_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["resolved_by_id"],
            ["accounts_person.id"],
            name=op.f("fk_suggestions_comment_report_resolved_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_comment_report")),
    )
    op.create_index(
        "uq_suggestions_comment_report_open",
        table,
        ["comment_id", "reporter_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(op.f("ix_suggestions_comment_report_comment_id"), table, ["comment_id"], unique=False)
    op.create_index(op.f("ix_suggestions_comment_report_reporter_id"), table, ["reporter_id"], unique=False)


def _of_comment(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["comment_id"], [f"{COMMENT}.id"], name=op.f(f"fk_{table}_comment_id"), ondelete="CASCADE"
    )


def downgrade() -> None:
    """What is hidden, only for handlers or without a name keeps its place and loses its text: all would read it."""
    op.drop_table("suggestions_canned_answer")
    op.drop_table("suggestions_comment_report")
    op.drop_table("suggestions_reaction")
    op.drop_table("suggestions_comment_version")
    op.execute(
        "UPDATE suggestions_comment SET body = '', removed_at = COALESCE(removed_at, hidden_at, created_at)"
        " WHERE kind = 'note' OR hidden_at IS NOT NULL OR author_id IS NULL"
    )
    op.execute(
        "UPDATE suggestions_comment SET author_id = (SELECT MIN(id) FROM accounts_person)"
        " WHERE author_id IS NULL"
    )
    with op.batch_alter_table(COMMENT) as batch:
        for name, _condition in CHECKS:
            batch.drop_constraint(op.f(f"ck_{COMMENT}_{name}"), type_="check")
        batch.drop_index(op.f("ix_suggestions_comment_parent_id"))
        batch.drop_constraint(op.f("fk_suggestions_comment_hidden_by_id"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_suggestions_comment_parent_id"), type_="foreignkey")
        for name in ("hidden_reason", "hidden_by_id", "hidden_at", "edited_at", "kind", "parent_id"):
            batch.drop_column(name)
        batch.alter_column("author_id", existing_type=sa.Integer(), nullable=False)
