"""The command `improve suggestions similar`: what the form would offer for each title of a file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from improve.core.cells import as_text
from improve.core.importing.words import file_problem
from improve.core.policy import SYSTEM
from improve.core.spreadsheets import UnreadableFile, read_table
from improve.suggestions.similar.jobs import renew_outdated
from improve.suggestions.similar.searching import similar_to
from improve.web.commanding import Stopped, with_app


@click.command("similar")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--column", required=True, help="The column with the titles being typed, one a row.")
@click.option(
    "--language", type=click.Choice(["zh", "en"]), help="Language of the titles; default: told by the text."
)
@click.option("--sheet", help="Sheet of a workbook, by name or by number from 1.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_app
def similar(file: Path, column: str, language: str | None, sheet: str | None, as_json: bool) -> None:
    """Say which ideas the form would offer for each title: at most five, best first."""
    try:
        table = read_table(file, sheet=sheet)
        titles = [as_text(cell) for cell in table.column(column)]
    except UnreadableFile as error:
        raise Stopped(str(file_problem(error))) from error
    renew_outdated()
    results: list[dict[str, Any]] = [
        {"text": title, "matches": _matches(title, language)} for title in titles
    ]
    if as_json:
        sys.stdout.write(json.dumps({"results": results}, ensure_ascii=False, allow_nan=False) + "\n")
        return
    for result in results:
        click.echo(result["text"])
        for match in result["matches"]:
            click.echo(
                f"  {match['score']:.2f}  {match['external_id'] or '#' + str(match['id'])}  {match['title']}"
            )


def _matches(title: str, language: str | None) -> list[dict[str, Any]]:
    return [
        {
            "id": found.suggestion.id,
            "external_id": found.suggestion.external_id,
            "title": found.suggestion.title,
            "score": round(found.score, 4),
        }
        for found in similar_to(SYSTEM, title, language=language)
    ]
