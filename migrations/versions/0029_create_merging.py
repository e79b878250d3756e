"""Create mergings, what they lend, and links between ideas; let an idea be merged."""

import sqlalchemy as sa
from alembic import op

revision = "0029_create_merging"
down_revision = "0060_create_savings"
branch_labels = None
depends_on = None

IDEAS, STEPS, NAMES = "suggestions_suggestion", "suggestions_status_change", "suggestions_status_name"
MERGE = "suggestions_merge"
EARLIER = (
    "received",
    "in_triage",
    "needs_information",
    "local",
    "in_review",
    "accepted",
    "in_pilot",
    "done",
    "sustained",
    "declined",
    "parked",
    "withdrawn",
)
STATUSES = (*EARLIER, "merged")
CHECKS = {IDEAS: ("status",), STEPS: ("from_status", "to_status"), NAMES: ("status",)}
LENDING = (
    "suggestions_vote",
    "suggestions_imported_ballot",
    "suggestions_co_author",
    "suggestions_named_co_author",
    "suggestions_follower",
)
ACTIVE = sa.text("undone_at IS NULL")


def _in(column: str, codes: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(code) for code in codes)})"


def upgrade() -> None:
    _allow(STATUSES)
    _create_merge()
    _create_lent()
    for table in LENDING:
        op.add_column(table, sa.Column("merge_id", sa.Integer(), nullable=True))
    _create_links()


def _allow(statuses: tuple[str, ...]) -> None:
    for table, columns in CHECKS.items():
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.drop_constraint(op.f(f"ck_{table}_{column}"), type_="check")
                batch.create_check_constraint(op.f(f"ck_{table}_{column}"), _in(column, statuses))


def _reference(table: str, column: str, to: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete
    )


def _create_merge() -> None:
    op.create_table(
        MERGE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status_before", sa.String(length=20), nullable=False),
        sa.Column("promise_left", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("escalate_on", sa.Date(), nullable=True),
        sa.Column("parked_until", sa.Date(), nullable=True),
        sa.Column("imported_for", sa.Integer(), nullable=False),
        sa.Column("imported_against", sa.Integer(), nullable=False),
        sa.CheckConstraint("source_id <> target_id", name=op.f(f"ck_{MERGE}_not_into_itself")),
        sa.CheckConstraint(_in("status_before", STATUSES), name=op.f(f"ck_{MERGE}_status_before")),
        sa.CheckConstraint("imported_for >= 0 AND imported_against >= 0", name=op.f(f"ck_{MERGE}_imported")),
        _reference(MERGE, "source_id", IDEAS, "CASCADE"),
        _reference(MERGE, "target_id", IDEAS, "CASCADE"),
        _reference(MERGE, "by_id", "accounts_person"),
        _reference(MERGE, "undone_by_id", "accounts_person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{MERGE}")),
    )
    op.create_index(
        "uq_suggestions_merge_active",
        MERGE,
        ["source_id"],
        unique=True,
        sqlite_where=ACTIVE,
        postgresql_where=ACTIVE,
    )
    op.create_index(op.f(f"ix_{MERGE}_target_id_id"), MERGE, ["target_id", "id"], unique=False)
    op.create_index(op.f(f"ix_{MERGE}_source_id_id"), MERGE, ["source_id", "id"], unique=False)


def _create_lent() -> None:
    value, at = ("value", sa.Integer(), False), ("at", sa.DateTime(timezone=True), False)
    _create_lent_table("suggestions_merge_vote", "person_id", value, at)
    _create_lent_table("suggestions_merge_ballot", "voter", value, (*at[:2], True))
    _create_lent_table("suggestions_merge_author", "person_id")
    _create_lent_table("suggestions_merge_name", "name")
    _create_lent_table("suggestions_merge_follower", "person_id", ("is_muted", sa.Boolean(), False))
    table = "suggestions_vote_aside"
    op.create_table(
        table,
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("budget_id", sa.Integer(), nullable=True),
        _reference(table, "suggestion_id", IDEAS, "CASCADE"),
        _reference(table, "person_id", "accounts_person", "CASCADE"),
        _reference(table, "budget_id", "suggestions_vote_budget", "SET NULL"),
        sa.PrimaryKeyConstraint("suggestion_id", "person_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_person_id"), table, ["person_id"], unique=False)


def _create_lent_table(table: str, key: str, *more: tuple[str, sa.types.TypeEngine, bool]) -> None:
    """What a merging lends: one row a person or name."""
    is_person = key == "person_id"
    people = [_reference(table, key, "accounts_person", "CASCADE")] if is_person else []
    op.create_table(
        table,
        sa.Column("merge_id", sa.Integer(), nullable=False),
        sa.Column(key, sa.Integer() if is_person else sa.String(length=120), nullable=False),
        *(sa.Column(name, kind, nullable=nullable) for name, kind, nullable in more),
        _reference(table, "merge_id", MERGE, "CASCADE"),
        *people,
        sa.PrimaryKeyConstraint("merge_id", key, name=op.f(f"pk_{table}")),
    )
    if is_person:
        op.create_index(op.f(f"ix_{table}_person_id"), table, ["person_id"], unique=False)


def _create_links() -> None:
    table = "suggestions_link"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("is_forward", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f(f"ck_{table}_order")),
        sa.CheckConstraint(
            "kind IN ('part_of', 'follows_from', 'contradicts', 'similar')", name=op.f(f"ck_{table}_kind")
        ),
        sa.CheckConstraint(
            "is_forward OR NOT kind IN ('contradicts', 'similar')", name=op.f(f"ck_{table}_direction")
        ),
        _reference(table, "first_id", IDEAS, "CASCADE"),
        _reference(table, "second_id", IDEAS, "CASCADE"),
        _reference(table, "by_id", "accounts_person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            "first_id", "second_id", "kind", name=op.f(f"uq_{table}_first_id_second_id_kind")
        ),
    )
    op.create_index(op.f(f"ix_{table}_second_id"), table, ["second_id"], unique=False)


def downgrade() -> None:
    """Merged ideas stand by themselves again, with their own ballots; what they lent is taken back."""
    op.drop_table("suggestions_link")
    _part()
    for table in LENDING:
        op.drop_column(table, "merge_id")
    for name in ("vote_aside", "merge_follower", "merge_name", "merge_author", "merge_ballot", "merge_vote"):
        op.drop_table(f"suggestions_{name}")
    op.drop_table(MERGE)
    _allow(EARLIER)


def _part() -> None:
    op.execute(
        "INSERT INTO suggestions_vote (suggestion_id, person_id, value, at)"
        " SELECT suggestion_id, person_id, value, at FROM suggestions_vote_aside AS aside WHERE NOT EXISTS"
        " (SELECT 1 FROM suggestions_vote AS v WHERE v.suggestion_id = aside.suggestion_id"
        " AND v.person_id = aside.person_id)"
    )
    for table in LENDING:
        op.execute(f"DELETE FROM {table} WHERE merge_id IS NOT NULL")
    targets = "id IN (SELECT target_id FROM suggestions_merge WHERE undone_at IS NULL)"
    for column in ("imported_for", "imported_against"):
        lent = (
            f"(SELECT SUM(m.{column}) FROM {MERGE} AS m"
            f" WHERE m.target_id = {IDEAS}.id AND m.undone_at IS NULL)"
        )
        rest = f"CASE WHEN {lent} > {column} THEN 0 ELSE {column} - {lent} END"
        votes = f", votes = votes_for + {rest}" if column == "imported_for" else ""
        op.execute(f"UPDATE {IDEAS} SET {column} = {rest}{votes} WHERE {targets}")
    op.execute(
        f"UPDATE {IDEAS} SET votes_for = {_count(1)}, votes = {_count(1)} + imported_for,"
        f" votes_against = {_count(-1)} WHERE {targets} AND counts_hidden_until IS NULL"
    )
    before = f"(SELECT m.{{0}} FROM {MERGE} AS m WHERE m.source_id = {IDEAS}.id AND m.undone_at IS NULL)"
    clock = ("due_on", "escalate_on", "parked_until")
    kept = ", ".join(f"{name} = {before.format(name)}" for name in clock)
    stopped = before.format("status_before") + " IN ('needs_information', 'parked')"
    kept += f", promise_left = CASE WHEN {stopped} THEN {before.format('promise_left')} END"
    op.execute(
        f"UPDATE {IDEAS} SET status = {before.format('status_before')}, {kept} WHERE status = 'merged'"
    )
    op.execute(f"DELETE FROM {STEPS} WHERE from_status = 'merged' OR to_status = 'merged'")
    op.execute(f"DELETE FROM {NAMES} WHERE status = 'merged'")


def _count(value: int) -> str:
    return " + ".join(
        f"(SELECT COUNT(*) FROM {table} AS b WHERE b.suggestion_id = {IDEAS}.id AND b.value = {value})"
        for table in LENDING[:2]
    )
