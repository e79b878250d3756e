"""Search comments and reasons, order by what has been quiet for long, save views of the list."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from improve.core.text import terms

revision = "0025_find_ideas"
down_revision = "0024_create_anonymity"
branch_labels = None
depends_on = None

IDEAS = "suggestions_suggestion"
SAID = (
    ("suggestions_comment_fts", "SELECT id, body FROM suggestions_comment WHERE body != ''"),
    ("suggestions_reason_fts", "SELECT id, reason FROM suggestions_status_change WHERE reason != ''"),
)
LONGEST, LAST_POSITION, AT_ONCE = 10_000, 16_383, 1_000


def upgrade() -> None:
    for table, rows in SAID:
        _create_search(table)
        _fill(table, rows)
    op.add_column(IDEAS, sa.Column("active_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(f"UPDATE {IDEAS} SET active_at = changed_at")
    op.execute(
        f"UPDATE {IDEAS} SET active_at = said.at FROM (SELECT suggestion_id, max(created_at) AS at"
        f" FROM suggestions_comment GROUP BY suggestion_id) AS said"
        f" WHERE said.suggestion_id = {IDEAS}.id AND said.at > {IDEAS}.active_at"
    )
    op.create_index("ix_suggestions_by_activity", IDEAS, ["active_at", "id", "status", "audience"])
    _create_views()


def _create_search(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE VIRTUAL TABLE {table} USING fts5(terms, tokenize = 'ascii', prefix = '1')")
        return
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("terms", postgresql.TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_terms"), table, ["terms"], unique=False, postgresql_using="gin")


def _fill(table: str, rows: str) -> None:
    connection = op.get_bind()
    is_sqlite = connection.dialect.name == "sqlite"
    key, value = ("rowid", ":terms") if is_sqlite else ("id", "CAST(:terms AS tsvector)")
    insert = sa.text(f"INSERT INTO {table} ({key}, terms) VALUES (:id, {value})")
    for batch in _batches(connection, rows):
        found = [{"id": row.id, "terms": _stored(row[1][:LONGEST], is_sqlite)} for row in batch]
        connection.execute(insert, found)


def _batches(connection: sa.Connection, rows: str) -> Iterator[list[sa.Row]]:
    last = 0
    while batch := connection.execute(
        sa.text(f"{rows} AND id > :last ORDER BY id LIMIT :most"), {"last": last, "most": AT_ONCE}
    ).all():
        yield list(batch)
        last = batch[-1].id


def _stored(content: str, is_sqlite: bool) -> str:
    found = terms(content)
    if is_sqlite:
        return " ".join(found)
    positions: dict[str, list[str]] = {}
    for position, term in enumerate(found, start=1):
        positions.setdefault(term, []).append(str(min(position, LAST_POSITION)))
    return " ".join(f"'{term}':{','.join(places)}" for term, places in positions.items())


def _create_views() -> None:
    op.create_table(
        "suggestions_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["accounts_person.id"],
            name=op.f("fk_suggestions_view_owner_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["accounts_unit.id"], name=op.f("fk_suggestions_view_unit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_view")),
        sa.UniqueConstraint("owner_id", "name", name=op.f("uq_suggestions_view_owner_id_name")),
    )
    op.create_index(op.f("ix_suggestions_view_unit_id"), "suggestions_view", ["unit_id"], unique=False)
    op.create_table(
        "suggestions_default_view",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("view_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["accounts_person.id"],
            name=op.f("fk_suggestions_default_view_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["view_id"],
            ["suggestions_view.id"],
            name=op.f("fk_suggestions_default_view_view_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_suggestions_default_view")),
    )
    op.create_index(
        op.f("ix_suggestions_default_view_view_id"), "suggestions_default_view", ["view_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("suggestions_default_view")
    op.drop_table("suggestions_view")
    op.drop_index("ix_suggestions_by_activity", table_name=IDEAS)
    op.drop_column(IDEAS, "active_at")
    for table, _rows in SAID:
        op.drop_table(table)
