"""Commands of contacts."""

from __future__ import annotations

from pathlib import Path

import click

from improve.contacts.erasing import service
from improve.contacts.erasing.archive import as_json, packed
from improve.contacts.values import Address
from improve.core.db import transaction
from improve.core.messages import _
from improve.core.policy import SYSTEM
from improve.core.values import FieldError
from improve.web.commanding import Stopped, with_app
from improve.web.import_command import import_command

import_contacts = import_command(
    "contacts", "Bring in contacts from a CSV or XLSX file; columns that nothing claims become attributes."
)


@click.command("export")
@click.argument("address")
@click.option("--to", "target", type=click.Path(path_type=Path), help="A new ZIP with the files, too.")
@with_app
def export_address(address: str, target: Path | None) -> None:
    """Give out what is kept of ADDRESS: contact, consents, invitations, answers, wishes, mails, files brought in.

    Answers to anonymous surveys cannot be found: nothing leads to them.
    """
    email = _checked(address)
    if target is not None and target.exists():
        raise Stopped(_("%(path)s is there already.", path=str(target)))
    with transaction():
        told, files = service.export(email, by=SYSTEM)
    if target is None:
        click.echo(as_json(told))
        return
    target.touch(mode=0o600, exist_ok=False)
    target.write_bytes(packed(told, files))
    click.echo(_("Written to %(path)s.", path=str(target)))


@click.command("erase")
@click.argument("address")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_app
def erase_address(address: str, yes: bool) -> None:
    """Erase what is kept of ADDRESS, and keep erasing it from older backups that are restored."""
    email = _checked(address)
    for kind in service.held(email, by=SYSTEM):
        click.echo(f"{kind.label}: {len(kind.records)} ({kind.fate})")
    if not yes and click.prompt(_("Type the address to confirm")).strip() != address:
        raise Stopped(_("This is not the address above. Nothing was erased."))
    with transaction():
        gone = service.erase(email, by=SYSTEM)
    for code, count in gone.items():
        click.echo(f"{code}: {count}")
    if not gone:
        click.echo(_("Nothing was kept. The address is noted for backups that are restored."))


def _checked(address: str) -> str:
    try:
        return Address().check(address)
    except FieldError as error:
        raise Stopped(str(error.message)) from error
