"""`improve audit`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from improve.audit import verification
from improve.audit.values import Report
from improve.web.commanding import with_app


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@with_app
def verify(as_json: bool) -> None:
    """Check every entry's HMAC, the chain and the anchors, and name the unsealed tail.

    Exit code 1 when something is wrong. Note the head somewhere else (on paper, in a mail): it proves the
    whole trail up to it.
    """
    report = verification.verify()
    if as_json:
        click.echo(json.dumps(_as_object(report)))
    else:
        _say(report)
    if not report.ok:
        sys.exit(1)


def _as_object(report: Report) -> dict[str, object]:
    tail = asdict(report.tail)
    tail["oldest"] = report.tail.oldest.isoformat() if report.tail.oldest else None
    return {
        "ok": report.ok,
        "entries": report.entries,
        "sealed": report.sealed,
        "head": report.head,
        "anchors": report.anchors,
        "unsealed": tail,
        "problem_count": report.problem_count,
        "problems": [asdict(problem) for problem in report.problems],
    }


def _say(report: Report) -> None:
    click.echo(f"{report.entries} entries, {report.sealed} sealed, {report.anchors} anchors.")
    click.echo(f"Head: {report.sealed} {report.head}")
    if report.tail.count:
        ids = f"{report.tail.first_id} to {report.tail.last_id}"
        click.echo(
            f"Not sealed yet: {report.tail.count} (ids {ids}). The worker of `improve serve` seals them."
        )
    for problem in report.problems:
        click.echo(f"WRONG  {problem.where}: {problem.what}")
    if report.problem_count > len(report.problems):
        click.echo(f"... and {report.problem_count - len(report.problems)} more.")
    click.echo("Nothing was changed, cut or moved." if report.ok else f"{report.problem_count} problems.")
