"""Drafts of migrations, from the difference between the models and the migrations there are."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.operations.ops import DowngradeOps, UpgradeOps
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from improve.app import create_app
from improve.config import CHECKOUT
from improve.core.db import Base, db
from improve.operations import migrations

VERSIONS = CHECKOUT / "migrations" / "versions"
TEMPLATE = '''"""{why}."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {down!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
    {upgrade}


def downgrade() -> None:
    {downgrade}
'''


class NothingToDo(Exception):
    """There is nothing to write, or nowhere to write it."""


def draft(name: str, *, prefixes: Sequence[str] = (), into: str | None = None) -> Path:
    """Write a new migration after the newest one, or the body of an existing one; its path.

    Compared on a fresh SQLite database in a temporary folder; the instance is not touched.
    """
    scripts = ScriptDirectory.from_config(migrations.config())
    if into is None:
        head = scripts.get_current_head()
        number = int((head or "0000")[:4]) + 1
        revision, down = f"{number:04}_{_slug(name)}", head
    else:
        script = next((s for s in scripts.walk_revisions() if s.revision == into), None)
        if script is None:
            raise NothingToDo(f"There is no migration {into}.")
        down = script.down_revision if isinstance(script.down_revision, str) else None
        revision = into
    upgrade, downgrade = _difference(down, tuple(prefixes))
    path = VERSIONS / f"{revision}.py"
    why = name[:1].upper() + name[1:].rstrip(".")
    path.write_text(
        TEMPLATE.format(why=why, revision=revision, down=down, upgrade=upgrade, downgrade=downgrade)
    )
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(path)], check=False)  # noqa: S603
    return path


def _slug(name: str) -> str:
    words = re.findall(r"[a-z0-9]+", name.lower())
    if not words:
        raise NothingToDo("The name needs a verb and a noun, such as “create cases”.")
    return "_".join(words)


def _difference(down: str | None, prefixes: tuple[str, ...]) -> tuple[str, str]:
    """The bodies of upgrade and downgrade from `down` to the models."""

    def compared(item: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
        wanted = kind != "table" or not prefixes or (name is not None and name.startswith(prefixes))
        return wanted and migrations.compared(item, name, kind, reflected, other)

    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"INSTANCE": folder, "DATABASE_URL": f"sqlite:///{folder}/draft.db"})
        with app.app_context():
            if down is not None:
                migrations.upgrade(down)
            options = {"include_object": compared, "compare_type": True, "target_metadata": Base.metadata}
            with db.engine.connect() as connection:
                context = MigrationContext.configure(connection, opts=options)
                script = produce_migrations(context, Base.metadata)
            db.engine.dispose()
    if script.upgrade_ops is None or script.downgrade_ops is None or script.upgrade_ops.is_empty():
        raise NothingToDo("Models and migrations agree; there is nothing to draft.")
    return _code(script.upgrade_ops, context), _code(script.downgrade_ops, context)


def _code(operations: UpgradeOps | DowngradeOps, context: MigrationContext) -> str:
    code = render_python_code(operations, render_item=migrations.rendered, migration_context=context)
    code = re.sub(r"^ *# ### .*\n?", "", code, flags=re.MULTILINE)
    # SQLite reflects no booleans: say what is meant on both databases.
    code = code.replace("server_default=sa.text('0')", "server_default=sa.false()")
    return code.replace("server_default=sa.text('1')", "server_default=sa.true()").strip()
