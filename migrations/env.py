"""Alembic's environment: our own connection, so that SQLite migrations are atomic and keep child rows.

No fileConfig (it would mute the app's loggers). SQLite: autocommit connection, foreign keys off before
BEGIN, `foreign_key_check` before COMMIT: a batch rebuild with foreign keys on deletes every child row.
"""

from alembic import context

from improve.core.db import Base, db
from improve.operations import migrations


def run() -> None:
    """Run the migrations on the app's database."""
    engine = db.engines[None]
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys=off")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=migrations.compared,
            render_item=migrations.rendered,
            compare_type=True,
            render_as_batch=sqlite,
            transactional_ddl=True,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
            if sqlite:
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"the migration breaks references: {broken[:5]}")
        if connection.in_transaction():
            connection.commit()
        if sqlite:
            connection.invalidate()  # this connection has foreign keys off: never back into the pool


run()
