"""Name who leads the discussion of an idea, and keep what leads sum up."""

import sqlalchemy as sa
from alembic import op

revision = "0163_lead_discussions"
down_revision = "0160_weigh_confidence"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reviews_lead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("source IN ('hand', 'spread', 'instead')", name=op.f("ck_reviews_lead_source")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["reviews_item.id"], name=op.f("fk_reviews_lead_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["named_by_id"], ["accounts_person.id"], name=op.f("fk_reviews_lead_named_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_reviews_lead_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_lead")),
        sa.UniqueConstraint("item_id", name=op.f("uq_reviews_lead_item_id")),
    )
    op.create_index(op.f("ix_reviews_lead_person_id"), "reviews_lead", ["person_id"], unique=False)
    op.create_table(
        "reviews_summary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("strengths", sa.Text(), server_default="", nullable=False),
        sa.Column("concerns", sa.Text(), server_default="", nullable=False),
        sa.Column("proposal", sa.String(length=20), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "proposal IN ('accept', 'local', 'revise', 'defer', 'decline')",
            name=op.f("ck_reviews_summary_proposal"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["reviews_item.id"], name=op.f("fk_reviews_summary_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_reviews_summary_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_summary")),
    )
    op.create_index(op.f("ix_reviews_summary_item_id_id"), "reviews_summary", ["item_id", "id"], unique=False)
    op.create_index(op.f("ix_reviews_summary_person_id"), "reviews_summary", ["person_id"], unique=False)
    op.create_index(
        "uq_reviews_summary_current",
        "reviews_summary",
        ["item_id"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_reviews_summary_current",
        table_name="reviews_summary",
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    op.drop_index(op.f("ix_reviews_summary_person_id"), table_name="reviews_summary")
    op.drop_index(op.f("ix_reviews_summary_item_id_id"), table_name="reviews_summary")
    op.drop_table("reviews_summary")
    op.drop_index(op.f("ix_reviews_lead_person_id"), table_name="reviews_lead")
    op.drop_table("reviews_lead")
