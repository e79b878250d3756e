"""`improve backup`: database, uploads, mails, keys, anchors and settings, copied while all is in use."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click
from flask import current_app

from improve import __version__
from improve.core import clock
from improve.core.db import db
from improve.operations import inspection, postgresql_copies, safekeeping, sqlite_copies
from improve.operations.safekeeping import FILES, FIRST, Manifest, Unusable
from improve.web.commanding import Stopped, with_app


def back_up(folder: Path) -> Manifest:
    """Save the instance into a new or empty folder; it appears there whole or not at all. Raises `Unusable`."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Unusable(f"{folder} holds something already. Name a new folder.")
    if folder.resolve().is_relative_to(Path(current_app.instance_path).resolve()):
        raise Unusable("A backup inside the instance would be lost with it. Name a folder elsewhere.")
    part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        part.mkdir(mode=0o700, parents=True)
        manifest = _fill(part)
        folder.parent.mkdir(parents=True, exist_ok=True)
        part.replace(folder)
    except OSError as error:
        raise Unusable(f"{folder} cannot be written: {error.strerror}.") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    safekeeping.note_backup(Path(current_app.instance_path), clock.now(), folder)
    return manifest


def _fill(part: Path) -> Manifest:
    instance, database = Path(current_app.instance_path), inspection.sqlite_path()
    _copy(instance, [p for p in safekeeping.files_of(instance, database) if p.parts[0] == FIRST], part)
    made_at = clock.now()
    if database is not None:
        sqlite_copies.save(database, part / safekeeping.SQLITE_COPY)
        revision, rows = sqlite_copies.examined(part / safekeeping.SQLITE_COPY)
    else:
        revision, rows = postgresql_copies.save(db.engine, part / safekeeping.POSTGRESQL_COPY)
    if revision is None:
        raise Unusable("The database is empty: there is nothing to save.")
    # After the database: a row must not refer to an upload that was not there yet.
    _copy(instance, [p for p in safekeeping.files_of(instance, database) if p.parts[0] != FIRST], part)
    manifest = Manifest(
        made_at=made_at.isoformat(timespec="seconds"),
        program=__version__,
        database=db.engine.dialect.name,
        revision=revision,
        rows=rows,
    )
    safekeeping.write_manifest(part, manifest)
    return manifest


def _copy(instance: Path, paths: list[Path], part: Path) -> None:
    for path in paths:
        try:
            safekeeping.copy_file(instance / path, part, Path(FILES) / path)
        except FileNotFoundError:
            continue  # removed since it was listed


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@with_app
def backup(folder: Path) -> None:
    """Save this instance into FOLDER, which must be new or empty. It may go on being used meanwhile.

    The copy holds the secret keys: keep it as safe as the instance itself.
    """
    try:
        manifest = back_up(folder.expanduser().absolute())
    except Unusable as error:
        raise Stopped(str(error)) from error
    rows = sum(manifest.rows.values())
    click.echo(f"Saved to {folder}: {len(manifest.rows)} tables, {rows} rows, {len(manifest.files)} files.")
    click.echo("The copy was opened and is whole. `improve restore` brings it back.")
