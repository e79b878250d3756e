"""Commands of webhooks."""

from __future__ import annotations

import json
from typing import Any

import click

from improve.core.db import db, transaction
from improve.core.messages import _
from improve.core.policy import SYSTEM
from improve.core.values import check
from improve.web.commanding import Stopped, with_app
from improve.webhooks import delivering, queries, service
from improve.webhooks.models import Endpoint
from improve.webhooks.values import Period


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@with_app
def list_endpoints(as_json: bool) -> None:
    """The webhooks: number, name, address, how they stand."""
    rows = db.session.scalars(queries.visible_to(SYSTEM).order_by(Endpoint.id)).all()
    waiting = queries.waiting_counts([row.id for row in rows])
    told = [_told(row, waiting.get(row.id, 0)) for row in rows]
    if as_json:
        click.echo(json.dumps({"webhooks": told}, ensure_ascii=False))
        return
    for one in told:
        state = one["paused_because"] or ("failing" if one["failing_since"] else "ready")
        click.echo(f"{one['id']}  {one['name']}  {one['url']}  {state}  {one['waiting']} waiting")


def _told(row: Endpoint, waiting: int) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "url": row.url,
        "kinds": list(row.kinds),
        "paused_because": row.pause,
        "failing_since": row.failing_since.isoformat() if row.failing_since else None,
        "last_delivered_at": row.last_delivered_at.isoformat() if row.last_delivered_at else None,
        "waiting": waiting,
    }


def _endpoint(number: int) -> Endpoint:
    found = db.session.get(Endpoint, number) if 0 < number < 2**31 else None
    if found is None:
        raise Stopped(_("There is no webhook with the number %(n)s.", n=number))
    return found


@click.command()
@click.argument("number", type=int)
@with_app
def test(number: int) -> None:
    """Send a test to the webhook NUMBER now. Exit code 1 when it does not arrive."""
    endpoint = _endpoint(number)
    with transaction():
        delivery_id = service.queue_test(endpoint, by=SYSTEM)
    arrived = delivering.send_test(delivery_id)
    for attempt in queries.attempts_of(delivery_id):
        click.echo(f"{attempt.status or attempt.problem}  {attempt.duration_ms} ms")
    if not arrived:
        raise SystemExit(1)


@click.command()
@click.argument("number", type=int)
@click.option("--since", required=True, help="The first day, such as 2026-11-20.")
@click.option("--until", required=True, help="The last day, included.")
@with_app
def replay(number: int, since: str, until: str) -> None:
    """Send the messages of these days to the webhook NUMBER once more, with their ids."""
    endpoint = _endpoint(number)
    period = check(Period, {"since": since, "until": until})
    with transaction():
        count = service.replay(endpoint, period, by=SYSTEM)
    click.echo(count)
