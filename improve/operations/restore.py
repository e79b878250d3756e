"""`improve restore`: an instance from a backup. Runs without the application, which would fill the folder."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, create_engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from improve import config
from improve.app import create_app
from improve.core import clock
from improve.core.db import database_url, db, transaction
from improve.core.erasing import FOLDER
from improve.operations import database, heartbeat, migrations, postgresql_copies, safekeeping, sqlite_copies
from improve.operations.ports import RESTORED
from improve.operations.safekeeping import DATABASE_SUFFIXES, FILES, Manifest, Unusable
from improve.web.commanding import Stopped, language_of_environment
from improve.web.features import contributed
from improve.web.i18n import speaking


@dataclass(frozen=True)
class Place:
    """Where a backup is brought back to."""

    instance: Path
    url: URL

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def sqlite_path(self) -> Path:
        return Path(self.url.database or "")


def bring_back(folder: Path, *, force: bool) -> Manifest:
    """Restore the backup in `folder`. Raises `Unusable`, before anything is changed where that is possible."""
    manifest = safekeeping.read_manifest(folder)
    _require_known(manifest)
    place = _place(folder)
    if place.url.get_backend_name() != manifest.database:
        raise Unusable(
            f"The backup is of {manifest.database}, but DATABASE_URL names {place.url.get_backend_name()}."
        )
    beat = heartbeat.read(heartbeat.path_in(place.instance))
    if beat is not None and beat.is_alive(clock.now()):
        raise Unusable("This instance is being served. Stop `improve serve` first.")
    occupied = _occupied(place)
    if occupied and not force:
        raise Unusable(f"{occupied} With --force it is put aside first, not lost.")
    if occupied:
        _put_aside(place)
    config.make_private_folder(place.instance)
    for name in manifest.files:
        if name.startswith(f"{FILES}/"):
            _bring_file(folder / name, place.instance, Path(name.removeprefix(f"{FILES}/")))
    _restore_database(folder, place)
    _examine(manifest)
    return manifest


def _bring_file(source: Path, instance: Path, name: Path) -> None:
    """Copy a file; of a list of erasures that is here already, take what it does not have."""
    target = instance / name
    if name.parts[0] != FOLDER or not target.exists():
        safekeeping.copy_file(source, instance, name)
        return
    here = target.read_text()
    more = [line for line in source.read_text().split("\n") if line and line not in here.split("\n")]
    if more:
        with target.open("a") as file:
            file.write(("" if here.endswith("\n") else "\n") + "\n".join(more) + "\n")


def _require_known(manifest: Manifest) -> None:
    scripts = ScriptDirectory.from_config(migrations.config())
    try:
        if manifest.revision is not None:
            scripts.get_revision(manifest.revision)
    except CommandError as error:
        raise Unusable(
            f"The backup was made by a newer program (its database is at {manifest.revision}). "
            "Update this checkout first."
        ) from error


def _place(folder: Path) -> Place:
    """The settings that will hold: those of the backup under those of the environment."""
    values = config.from_file(folder / FILES / "improve.toml") | config.from_environment(os.environ)
    instance = config.instance_folder()
    return Place(instance, database_url(values.get("DATABASE_URL") or f"sqlite:///{instance / 'improve.db'}"))


def _occupied(place: Place) -> str | None:
    """What is there already, as a sentence."""
    if place.instance.exists():
        kept = [path.name for path in place.instance.iterdir() if not _stays(path.name)]
        if kept:
            return f"{place.instance} is not empty."
    if place.is_sqlite:
        return f"{place.sqlite_path} is there already." if place.sqlite_path.exists() else None
    engine = create_engine(place.url)
    try:
        return "The database is not empty." if inspect(engine).get_table_names() else None
    except SQLAlchemyError as error:
        raise Unusable("The database does not answer. Look at DATABASE_URL.") from error
    finally:
        engine.dispose()


def _stays(name: str) -> bool:
    """Is it neither occupied by nor put aside for a restore? The list of erasures outlives every one."""
    return name == FOLDER or safekeeping.is_transient(name)


def _put_aside(place: Place) -> Path:
    """Move everything into a folder of the instance: on the same disk, so it takes no room and no time."""
    aside = place.instance / f"before-restore-{clock.now():%Y%m%d-%H%M%S}"
    config.make_private_folder(place.instance)
    aside.mkdir(mode=0o700)
    if place.is_sqlite:
        _fold_log(place.sqlite_path)
    else:
        engine = create_engine(place.url)
        if inspect(engine).get_table_names():
            postgresql_copies.save(engine, aside / safekeeping.POSTGRESQL_COPY)
            postgresql_copies.clear(engine)
        engine.dispose()
    for path in list(place.instance.iterdir()):
        if not _stays(path.name):
            path.rename(aside / path.name)
    if place.is_sqlite:
        for suffix in DATABASE_SUFFIXES:
            path = Path(str(place.sqlite_path) + suffix)
            if path.exists():
                safekeeping.copy_file(path, aside, path.name)
                path.unlink()
    click.echo(f"What was here is in {aside}.", err=True)
    return aside


def _fold_log(path: Path) -> None:
    """Write what is still in the log into the database file, so that the file alone is whole."""
    if path.exists():
        connection = sqlite3.connect(path)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error:
            pass  # a file that is no database any more is put aside as it is
        finally:
            connection.close()


def _restore_database(folder: Path, place: Place) -> None:
    if place.is_sqlite:
        sqlite_copies.examined(folder / safekeeping.SQLITE_COPY)
        copy, target = folder / safekeeping.SQLITE_COPY, place.sqlite_path
        target.parent.mkdir(parents=True, exist_ok=True)
        safekeeping.copy_file(copy, target.parent, target.name)
        return
    engine = create_engine(place.url)
    try:
        postgresql_copies.restore(engine, folder / safekeeping.POSTGRESQL_COPY)
    finally:
        engine.dispose()


def _examine(manifest: Manifest) -> None:
    """Count what came back, bring it up to this version, and look at its references again."""
    app = create_app()
    with app.app_context():
        try:
            rows = _rows()
            missing = [name for name, count in manifest.rows.items() if rows.get(name) != count]
            if missing:
                raise Unusable(f"Not all rows came back: {', '.join(missing)}.")
            migrations.upgrade()
            found = database.integrity_problems() if db.engine.dialect.name == "sqlite" else []
            if found:
                raise Unusable(f"The restored database is not whole: {found[0]}")
            with transaction(), speaking(language_of_environment()):
                for act in contributed(app, RESTORED):
                    told = act(datetime.fromisoformat(manifest.made_at))
                    if told is not None:
                        click.echo(str(told))
        finally:
            db.session.remove()
            db.engine.dispose()


def _rows() -> dict[str, int]:
    if db.engine.dialect.name == "sqlite":
        return sqlite_copies.examined(Path(db.engine.url.database or ""))[1]
    with db.engine.connect() as connection:
        return postgresql_copies.contents(connection)[1]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--force", is_flag=True, help="Put aside what is in the instance folder and the database.")
def restore(folder: Path, force: bool) -> None:
    """Bring back the backup in FOLDER into the instance that IMPROVE_INSTANCE names.

    Every file is compared with its digest first; an older database is brought up to this version.
    """
    try:
        manifest = bring_back(folder.expanduser().absolute(), force=force)
    except Unusable as error:
        raise Stopped(str(error)) from error
    rows = sum(manifest.rows.values())
    click.echo(f"Restored what was saved at {manifest.made_at}: {len(manifest.rows)} tables, {rows} rows.")
    click.echo(
        "Everybody has to sign in again, and open invitations are void. API tokens are those of the backup: "
        "withdraw again what was withdrawn since."
    )
    click.echo("Check the audit trail with `improve audit verify`, then `improve serve`.")
