"""Find what waits for a member by indices alone: what they are assigned, and what they have scored."""

from alembic import op

revision = "0191_find_what_waits"
down_revision = "0185_note_intents"
branch_labels = None
depends_on = None

OF_PERSON = {
    "reviews_assignment": ("person_id", ["person_id", "item_id"]),
    "reviews_review": ("reviewer_id", ["reviewer_id", "is_current", "item_id"]),
}


def upgrade() -> None:
    for table, (before, columns) in OF_PERSON.items():
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)
        op.drop_index(op.f(f"ix_{table}_{before}"), table_name=table)


def downgrade() -> None:
    for table, (before, columns) in OF_PERSON.items():
        op.create_index(op.f(f"ix_{table}_{before}"), table, [before])
        op.drop_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table_name=table)
