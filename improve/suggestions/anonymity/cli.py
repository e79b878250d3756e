"""The command `improve suggestions empty-box`."""

from __future__ import annotations

import json
import sys

import click

from improve.suggestions.anonymity import delivery
from improve.web.commanding import with_app


@click.command("empty-box")
@click.option(
    "--also-today", is_flag=True, help="Deliver what was put in today, too: it then tells the time."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_app
def empty_box(also_today: bool, as_json: bool) -> None:
    """Empty the box of ideas without a name. The worker does so each night; who empties it by day with
    --also-today lets others guess from the time who put something in.
    """
    delivered = delivery.empty_box(also_today=also_today)
    if as_json:
        sys.stdout.write(json.dumps({"delivered": delivered}) + "\n")
    else:
        click.echo(f"{delivered} letters delivered")
