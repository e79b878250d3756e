"""Route ideas to their handlers, promise answers in working days, narrow who reads them, name statuses.

What was promised in calendar days becomes the working days of that many days; promises already made stay.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018_route_ideas"
down_revision = "0017_create_drafts"
branch_labels = None
depends_on = None

COMPANY, CATEGORIES = "accounts_organization", "suggestions_category"
IDEAS, STEPS = "suggestions_suggestion", "suggestions_status_change"
EARLIER = ("received", "in_review", "accepted", "in_pilot", "done", "declined", "withdrawn")
STATUSES = (
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
VISIBLE = ("everyone", "unit", "handlers")
ORDERS = ("submitted_at", "best", "votes", "comment_count")


def _in(column: str, codes: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(code) for code in codes)})"


# The CHECKs that change, by table: before and after.
BEFORE = {
    COMPANY: {},
    CATEGORIES: {"promise_days": "promise_days BETWEEN 1 AND 365"},
    IDEAS: {"status": _in("status", EARLIER)},
    STEPS: {name: _in(name, EARLIER) for name in ("from_status", "to_status")},
}
AFTER = {
    COMPANY: {"working_weekdays": "length(working_weekdays) BETWEEN 1 AND 7"},
    CATEGORIES: {
        "promise_days": "promise_days BETWEEN 1 AND 260",
        "visibility": _in("visibility", VISIBLE),
    },
    IDEAS: {
        "status": _in("status", STATUSES),
        "audience": _in("audience", VISIBLE),
        "parked": "(status = 'parked') = (parked_until IS NOT NULL)",
        "promise_left": "promise_left IS NULL OR status IN ('needs_information', 'parked')",
        "escalate_on": "escalate_on IS NULL OR status IN ('received', 'in_triage', 'local', 'in_review')",
    },
    STEPS: {name: _in(name, STATUSES) for name in ("from_status", "to_status")},
}
ASSIGNEE = "fk_suggestions_suggestion_assignee_id"


def _columns() -> dict[str, list[sa.Column]]:
    """The new columns; made anew for every use, because a column belongs to one table."""
    everyone = {"server_default": "everyone", "nullable": False}
    person = sa.ForeignKey("accounts_person.id", name=op.f(ASSIGNEE))
    return {
        COMPANY: [sa.Column("working_weekdays", sa.String(7), server_default="12345", nullable=False)],
        CATEGORIES: [
            sa.Column("visibility", sa.String(10), **everyone),
            sa.Column("has_local_lane", sa.Boolean(), server_default=sa.false(), nullable=False),
        ],
        IDEAS: [
            sa.Column("promise_left", sa.Integer(), nullable=True),
            sa.Column("assignee_id", sa.Integer(), person, nullable=True),
            sa.Column("due_on", sa.Date(), nullable=True),
            sa.Column("escalate_on", sa.Date(), nullable=True),
            sa.Column("parked_until", sa.Date(), nullable=True),
            sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
            sa.Column("audience", sa.String(10), **everyone),
        ],
        STEPS: [],
    }


def _earlier_indexes() -> dict[str, list[str]]:
    """Those that do not say who may read an idea."""
    found = [[order, "id", "status"] for order in ORDERS]
    found += [["status", order, "id"] for order in ORDERS]
    found += [["category_id", order, "id", "status"] for order in ORDERS]
    found += [["status", "unit_id", "author_id"]]
    return {f"ix_{IDEAS}_{'_'.join(columns)}": columns for columns in found}


def _indexes() -> dict[str, list[str]]:
    """The same, and what waits for somebody and for a day."""
    found: dict[str, list[str]] = {}
    for order in ORDERS:
        found[f"ix_suggestions_by_{order}"] = [order, "id", "status", "audience"]
        found[f"ix_suggestions_status_by_{order}"] = ["status", order, "id", "audience"]
        found[f"ix_suggestions_category_by_{order}"] = ["category_id", order, "id", "status", "audience"]
    more = (
        ["status", "audience", "unit_id", "author_id"],
        ["assignee_id", "status", "due_on"],
        ["escalate_on"],
        ["parked_until"],
    )
    return found | {f"ix_{IDEAS}_{'_'.join(columns)}": columns for columns in more}


def upgrade() -> None:
    _create_days()
    _create_names()
    _convert_promises()
    for name in _earlier_indexes():
        op.drop_index(op.f(name), table_name=IDEAS)
    for table, after in AFTER.items():
        _change(table, BEFORE[table], after, add=_columns()[table])
    _set_days()
    for name, columns in _indexes().items():
        op.create_index(op.f(name), IDEAS, columns, unique=False)
    _create_routes()
    _create_questions()


def _convert_promises() -> None:
    """Five of seven calendar days are working days; at least one, and at most what fits."""
    days = "(promise_days * 5 + 3) / 7"
    op.execute(
        f"UPDATE {CATEGORIES} SET promise_days ="
        f" CASE WHEN {days} < 1 THEN 1 WHEN {days} > 260 THEN 260 ELSE {days} END"
        " WHERE promise_days IS NOT NULL"
    )


def _set_days() -> None:
    """Open promises are due on their day and escalate from the next one on."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    next_day = "date(promised_on, '+1 day')" if on_sqlite else "promised_on + 1"
    op.execute(
        f"UPDATE {IDEAS} SET due_on = promised_on, escalate_on = {next_day}"
        " WHERE status IN ('received', 'in_review') AND answered_on IS NULL AND promised_on IS NOT NULL"
    )


def _change(
    table: str,
    before: dict[str, str],
    after: dict[str, str],
    *,
    add: list[sa.Column] | None = None,
    drop: list[sa.Column] | None = None,
) -> None:
    """Add and drop columns and exchange CHECKs. SQLite copies the table once for all of it."""
    with op.batch_alter_table(table) as batch:
        for name in before:
            batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        for column in add or []:
            batch.add_column(column)
        for column in drop or []:
            batch.drop_column(column.name)
        for name, text in after.items():
            batch.create_check_constraint(op.f(f"ck_{table}_{name}"), text)


def _create_days() -> None:
    op.create_table(
        "accounts_special_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_accounts_special_days_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_special_days")),
    )
    op.create_index(
        op.f("ix_accounts_special_days_first_day"), "accounts_special_days", ["first_day"], unique=False
    )


def _create_names() -> None:
    op.create_table(
        "suggestions_status_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            _in("status", STATUSES),
            name=op.f("ck_suggestions_status_name_status"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_status_name")),
        sa.UniqueConstraint("status", name=op.f("uq_suggestions_status_name_status")),
    )


def _create_routes() -> None:
    """Rules, and who was responsible when."""
    op.create_table(
        "suggestions_route",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=30), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("handler", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(handler = 'person') = (person_id IS NOT NULL)", name=op.f("ck_suggestions_route_person")
        ),
        sa.CheckConstraint(
            "handler IN ('lead', 'coordinator', 'person')", name=op.f("ck_suggestions_route_handler")
        ),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["suggestions_category.id"],
            name=op.f("fk_suggestions_route_category_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_suggestions_route_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["accounts_unit.id"], name=op.f("fk_suggestions_route_unit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_route")),
        sa.UniqueConstraint("scope", name=op.f("uq_suggestions_route_scope")),
    )
    op.create_index(op.f("ix_suggestions_route_person_id"), "suggestions_route", ["person_id"], unique=False)
    op.create_table(
        "suggestions_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind IN ('breach', 'raised')) = (level IS NOT NULL)",
            name=op.f("ck_suggestions_assignment_level"),
        ),
        sa.CheckConstraint(
            "kind IN ('route', 'hand', 'local', 'breach', 'raised')",
            name=op.f("ck_suggestions_assignment_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["accounts_person.id"], name=op.f("fk_suggestions_assignment_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_suggestions_assignment_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_suggestions_assignment_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_assignment")),
        sa.UniqueConstraint(
            "suggestion_id", "level", name=op.f("uq_suggestions_assignment_suggestion_id_level")
        ),
    )
    op.create_index(
        op.f("ix_suggestions_assignment_by_id"), "suggestions_assignment", ["by_id"], unique=False
    )
    op.create_index(
        op.f("ix_suggestions_assignment_person_id_suggestion_id"),
        "suggestions_assignment",
        ["person_id", "suggestion_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_suggestions_assignment_suggestion_id_id"),
        "suggestions_assignment",
        ["suggestion_id", "id"],
        unique=False,
    )


def _create_questions() -> None:
    op.create_table(
        "suggestions_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "closed_at IS NOT NULL OR answer = ''", name=op.f("ck_suggestions_question_answer")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["accounts_person.id"], name=op.f("fk_suggestions_question_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["accounts_person.id"], name=op.f("fk_suggestions_question_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions_suggestion.id"],
            name=op.f("fk_suggestions_question_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_question")),
    )
    op.create_index(
        op.f("ix_suggestions_question_answered_by_id"),
        "suggestions_question",
        ["answered_by_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_suggestions_question_asked_by_id"), "suggestions_question", ["asked_by_id"], unique=False
    )
    op.create_index(
        op.f("ix_suggestions_question_suggestion_id_id"),
        "suggestions_question",
        ["suggestion_id", "id"],
        unique=False,
    )
    op.create_index(
        "uq_suggestions_question_open",
        "suggestions_question",
        ["suggestion_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def downgrade() -> None:
    """The newer statuses become the nearest earlier ones; working days become calendar days."""
    for table in ("suggestions_question", "suggestions_assignment", "suggestions_route"):
        op.drop_table(table)
    for name in _indexes():
        op.drop_index(op.f(name), table_name=IDEAS)
    op.execute(
        f"UPDATE {IDEAS} SET parked_until = NULL, escalate_on = NULL, promise_left = NULL,"
        f" status = {_earlier('status')}"
    )
    for column in ("from_status", "to_status"):
        op.execute(f"UPDATE {STEPS} SET {column} = {_earlier(column)} WHERE {column} IS NOT NULL")
    for table, before in BEFORE.items():
        _change(table, AFTER[table], before, drop=_columns()[table])
    op.execute(f"UPDATE {CATEGORIES} SET promise_days = (promise_days * 7 + 2) / 5")
    for name, columns in _earlier_indexes().items():
        op.create_index(op.f(name), IDEAS, columns, unique=False)
    op.drop_table("suggestions_status_name")
    op.drop_table("accounts_special_days")


def _earlier(column: str) -> str:
    return (
        f"CASE WHEN {column} = 'sustained' THEN 'done'"
        f" WHEN {_in(column, EARLIER)} THEN {column} ELSE 'received' END"
    )
