"""`improve mail`."""

from __future__ import annotations

import click

from improve.core.db import transaction
from improve.notifications import service
from improve.web.commanding import with_app


@click.command()
@with_app
def retry() -> None:
    """Put the mails that were given up back into the outbox."""
    with transaction():
        count = service.retry_failed()
    click.echo(f"{count} mails are in the outbox again.")
