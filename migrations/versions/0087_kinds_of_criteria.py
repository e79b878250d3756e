"""Criteria of other kinds: yes or no, a text, not in the total, of one category; examples; written answers."""

import sqlalchemy as sa
from alembic import op

revision = "0087_kinds_of_criteria"
down_revision = "0086_assign_ideas"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("reviews_criterion") as batch:
        batch.add_column(sa.Column("kind", sa.String(length=10), server_default="scale", nullable=False))
        batch.add_column(sa.Column("in_total", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch.add_column(sa.Column("category_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("examples", sa.JSON(), nullable=True))
        batch.create_check_constraint(
            op.f("ck_reviews_criterion_kind"), "kind IN ('scale', 'yes_no', 'text')"
        )
        batch.create_check_constraint(
            op.f("ck_reviews_criterion_text_has_no_number"), "kind <> 'text' OR NOT in_total"
        )
        batch.create_foreign_key(
            op.f("fk_reviews_criterion_category_id"), "suggestions_category", ["category_id"], ["id"]
        )
    op.create_index(op.f("ix_reviews_criterion_category_id"), "reviews_criterion", ["category_id"])
    op.add_column("reviews_score", sa.Column("text", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("reviews_score", "text")
    op.drop_index(op.f("ix_reviews_criterion_category_id"), table_name="reviews_criterion")
    with op.batch_alter_table("reviews_criterion") as batch:
        batch.drop_constraint(op.f("fk_reviews_criterion_category_id"), type_="foreignkey")
        batch.drop_constraint(op.f("ck_reviews_criterion_text_has_no_number"), type_="check")
        batch.drop_constraint(op.f("ck_reviews_criterion_kind"), type_="check")
        batch.drop_column("examples")
        batch.drop_column("category_id")
        batch.drop_column("in_total")
        batch.drop_column("kind")
