"""`improve start`: everything from nothing to pages that answer. What `make run` calls."""

from __future__ import annotations

import os

import click
from flask import current_app
from sqlalchemy import select

from improve.accounts import service as accounts
from improve.accounts.models import Organization, Person
from improve.accounts.queries import active_administrators, organization
from improve.core.db import db, transaction
from improve.operations import addresses, migrations
from improve.operations.ports import DEMONSTRATION, Demonstration
from improve.operations.serving import (
    HOST,
    PORT,
    THREADS,
    WORKERS,
    become_server,
    is_base_url_set,
    require_free,
    require_ready,
)
from improve.web.commanding import Stopped, with_app
from improve.web.features import contributed

HOLDS_DEMONSTRATION = (
    "This instance holds the demonstration organization. To begin with your own company, remove it with "
    "`improve demo reset` (or on the page Settings, as an administrator): the settings stay. "
    "Or begin in another folder: IMPROVE_INSTANCE=/path/to/folder make run DEMO=0"
)


def demonstration() -> Demonstration | None:
    """What the demonstration's feature contributes, if it is there."""
    found: list[Demonstration] = contributed(current_app, DEMONSTRATION)
    return found[0] if found else None


def is_fresh() -> bool:
    """Has nothing been set up here: neither people nor a company?"""
    return (
        db.session.scalar(select(Person.id).limit(1)) is None
        and db.session.scalar(select(Organization.id)) is None
    )


def holds_demonstration() -> bool:
    """Is the demonstration loaded?"""
    company = organization()
    return company is not None and company.demo_loaded_at is not None


def prepare(*, demo: bool) -> None:
    """Migrate, and fill a fresh instance: with the demonstration, or with a way in for the first administrator."""
    migrations.upgrade()
    if not demo and holds_demonstration():
        raise Stopped(HOLDS_DEMONSTRATION)
    offered = demonstration()
    if demo and offered is not None and is_fresh():
        click.echo("Loading the demonstration organization ...")
        offered.load()
    if offered is not None and holds_demonstration():
        _say_sign_ins(offered)
    elif db.session.scalar(active_administrators().limit(1)) is None:
        _say_first_link()


def _say_sign_ins(offered: Demonstration) -> None:
    click.echo("Sign-ins of the demonstration:")
    for way_in in offered.sign_ins():
        click.echo(f"  {way_in.login:<10} {way_in.password}   {way_in.role}")


def _say_first_link() -> None:
    with transaction():
        link = accounts.first_administrator_link()
    click.echo(f"The first administrator sets name and password here, once, within two days:\n  {link}")


@click.command()
@HOST
@PORT
@WORKERS
@THREADS
@click.option("--no-demo", is_flag=True, help="Begin empty, for a real company.")
def start(host: str, port: int, workers: int | None, threads: int, no_demo: bool) -> None:
    """Migrate, fill a fresh instance with the demonstration, and serve."""
    require_free(host, port)
    if not is_base_url_set():  # links that are printed now lead to where we will serve
        os.environ["IMPROVE_BASE_URL"] = addresses.url(host, port)
    _prepare(demo=not no_demo)
    become_server(host, port, workers, threads)


@with_app
def _prepare(*, demo: bool) -> None:
    prepare(demo=demo)
    require_ready()
