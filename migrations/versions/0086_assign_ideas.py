"""Assign ideas to members: how many reviews each idea gets, how many ideas a member at most, who knows what."""

import sqlalchemy as sa
from alembic import op

revision = "0086_assign_ideas"
down_revision = "0085_record_conflicts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("reviews_round") as batch:
        batch.add_column(sa.Column("reviews_each", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("max_load", sa.Integer(), nullable=True))
        batch.create_check_constraint(op.f("ck_reviews_round_reviews_each"), "reviews_each BETWEEN 1 AND 50")
        batch.create_check_constraint(op.f("ck_reviews_round_max_load"), "max_load BETWEEN 1 AND 10000")
    op.create_table(
        "reviews_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "source IN ('hand', 'rule', 'auto', 'volunteer')", name=op.f("ck_reviews_assignment_source")
        ),
        sa.ForeignKeyConstraint(
            ["assigned_by_id"], ["accounts_person.id"], name=op.f("fk_reviews_assignment_assigned_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["reviews_item.id"], name=op.f("fk_reviews_assignment_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_reviews_assignment_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_assignment")),
        sa.UniqueConstraint("item_id", "person_id", name=op.f("uq_reviews_assignment_item_id_person_id")),
    )
    op.create_index(op.f("ix_reviews_assignment_person_id"), "reviews_assignment", ["person_id"])
    op.create_table(
        "reviews_expertise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["suggestions_category.id"],
            name=op.f("fk_reviews_expertise_category_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_reviews_expertise_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_expertise")),
        sa.UniqueConstraint(
            "person_id", "category_id", name=op.f("uq_reviews_expertise_person_id_category_id")
        ),
    )
    op.create_index(op.f("ix_reviews_expertise_category_id"), "reviews_expertise", ["category_id"])


def downgrade() -> None:
    op.drop_table("reviews_expertise")
    op.drop_table("reviews_assignment")
    with op.batch_alter_table("reviews_round") as batch:
        batch.drop_constraint(op.f("ck_reviews_round_max_load"), type_="check")
        batch.drop_constraint(op.f("ck_reviews_round_reviews_each"), type_="check")
        batch.drop_column("max_load")
        batch.drop_column("reviews_each")
