"""Let a chair record a conflict of interest of a member."""

import sqlalchemy as sa
from alembic import op

revision = "0085_record_conflicts"
down_revision = "0080_ask_in_all_kinds"
branch_labels = None
depends_on = None

TABLE = "reviews_declaration"
NAME = "fk_reviews_declaration_recorded_by_id"


def upgrade() -> None:
    column = sa.Column("recorded_by_id", sa.Integer(), nullable=True)
    with op.batch_alter_table(TABLE) as batch:
        batch.add_column(column)
        batch.create_foreign_key(op.f(NAME), "accounts_person", ["recorded_by_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_constraint(op.f(NAME), type_="foreignkey")
        batch.drop_column("recorded_by_id")
