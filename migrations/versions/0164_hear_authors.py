"""Let authors answer the notes of the committee before it decides; remind of ideas that are to come back."""

import sqlalchemy as sa
from alembic import op

revision = "0164_hear_authors"
down_revision = "0175_save_segments"
branch_labels = None
depends_on = None

PARTS = ("title", "problem", "idea", "result", "fields", "comments", "files")
ABOUT = "about IN ('scores', 'responses', 'revisions')"


def upgrade() -> None:
    op.create_table(
        "reviews_response",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(answer <> '') = (answered_at IS NOT NULL)", name=op.f("ck_reviews_response_answered")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["accounts_person.id"],
            name=op.f("fk_reviews_response_answered_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["reviews_item.id"], name=op.f("fk_reviews_response_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_response")),
        sa.UniqueConstraint("item_id", name=op.f("uq_reviews_response_item_id")),
    )
    op.create_index(op.f("ix_reviews_response_answered_by_id"), "reviews_response", ["answered_by_id"])
    with op.batch_alter_table("reviews_round") as batch:
        batch.add_column(sa.Column("response_days", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("responses_until", sa.Date(), nullable=True))
        batch.create_check_constraint(
            op.f("ck_reviews_round_response_days"), "response_days BETWEEN 1 AND 30"
        )
        batch.create_check_constraint(
            op.f("ck_reviews_round_responses_until"), "responses_until IS NULL OR response_days IS NOT NULL"
        )
    with op.batch_alter_table("reviews_reminder") as batch:
        batch.add_column(sa.Column("about", sa.String(length=12), server_default="scores", nullable=False))
        batch.drop_constraint(op.f("uq_reviews_reminder_round_id_closes_on_days_before"), type_="unique")
        batch.create_unique_constraint(
            op.f("uq_reviews_reminder_round_id_about_closes_on_days_before"),
            ["round_id", "about", "closes_on", "days_before"],
        )
        batch.create_check_constraint(op.f("ck_reviews_reminder_about"), ABOUT)
    _parts((*PARTS[:6], "response", PARTS[6]))


def downgrade() -> None:
    op.execute("DELETE FROM reviews_mask WHERE part = 'response'")
    _parts(PARTS)
    op.execute("DELETE FROM reviews_reminder WHERE about <> 'scores'")
    with op.batch_alter_table("reviews_reminder") as batch:
        batch.drop_constraint(
            op.f("uq_reviews_reminder_round_id_about_closes_on_days_before"), type_="unique"
        )
        batch.drop_constraint(op.f("ck_reviews_reminder_about"), type_="check")
        batch.drop_column("about")
        batch.create_unique_constraint(
            op.f("uq_reviews_reminder_round_id_closes_on_days_before"),
            ["round_id", "closes_on", "days_before"],
        )
    with op.batch_alter_table("reviews_round") as batch:
        batch.drop_constraint(op.f("ck_reviews_round_responses_until"), type_="check")
        batch.drop_constraint(op.f("ck_reviews_round_response_days"), type_="check")
        batch.drop_column("responses_until")
        batch.drop_column("response_days")
    op.drop_table("reviews_response")


def _parts(parts: tuple[str, ...]) -> None:
    """The parts of an idea in which words can be hidden."""
    named = ", ".join(f"'{part}'" for part in parts)
    with op.batch_alter_table("reviews_mask") as batch:
        batch.drop_constraint(op.f("ck_reviews_mask_part"), type_="check")
        batch.create_check_constraint(op.f("ck_reviews_mask_part"), f"part IN ({named})")
