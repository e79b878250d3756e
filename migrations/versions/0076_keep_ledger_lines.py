"""Let no line of the savings ledger be taken out on its own; lines go only with their saving."""

from alembic import op

revision = "0076_keep_ledger_lines"
down_revision = "0075_check_older_adoptions"
branch_labels = None
depends_on = None

STANDS = "EXISTS (SELECT 1 FROM savings_saving WHERE savings_saving.id = OLD.saving_id)"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER savings_entry_stays BEFORE DELETE ON savings_entry WHEN {STANDS}"
            " BEGIN SELECT RAISE(ABORT, 'a line of the ledger is never taken out'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION savings_entry_stays() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN IF {STANDS} THEN"
        " RAISE EXCEPTION 'a line of the ledger is never taken out'; END IF; RETURN OLD; END $$"
    )
    op.execute(
        "CREATE TRIGGER savings_entry_stays BEFORE DELETE ON savings_entry"
        " FOR EACH ROW EXECUTE FUNCTION savings_entry_stays()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER savings_entry_stays")
        return
    op.execute("DROP TRIGGER savings_entry_stays ON savings_entry")
    op.execute("DROP FUNCTION savings_entry_stays()")
