"""What every `analyze` command shares: the file, `--json`, `--language`, `--sheet`, and how it ends.

A command is a function that answers with a `Report`. With `--json` the report's data are the one object on
standard output, in UTF-8 and without NaN; without, its lines are. Rows that could not be used are told on
standard error and do not change the exit code 0. A file, column or option that cannot be used ends with 2.
"""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import click

from improve.analyze.source import RowError
from improve.analyze.words import explain, say
from improve.core.cells import CellError
from improve.core.spreadsheets import UnreadableFile
from improve.stats.errors import StatsError

SHOWN_ERRORS = 10


@dataclass(frozen=True, slots=True)
class Report:
    """`data` for machines, `lines` for people, and the rows that could not be used."""

    data: dict[str, Any]
    lines: list[str]
    errors: tuple[RowError, ...] = ()


class Refused(click.ClickException):
    """Nothing was computed (exit code 2)."""

    exit_code = 2


class AnalyzeCommand(click.Command):
    """Runs a function that returns a `Report`, and prints it."""

    def invoke(self, ctx: click.Context) -> None:
        as_json = ctx.params.pop("as_json")
        language = ctx.params["language"] = ctx.params["language"] or language_of_environment()
        try:
            report = super().invoke(ctx)
        except (UnreadableFile, CellError, StatsError) as error:
            raise Refused(explain(language, error)) from error
        _tell_errors(report.errors, language)
        if as_json:
            data = {**report.data, "errors": [error.as_json() for error in report.errors]}
            text = json.dumps(finite(data), ensure_ascii=False, allow_nan=False)
            _print(text)
        else:
            _print("\n".join(report.lines))


def analyze_command(name: str) -> Callable[[Callable[..., Report]], click.Command]:
    """Decorator: a command of that name with the options that all of them have."""

    def decorate(function: Callable[..., Report]) -> click.Command:
        function = click.option(
            "--language", type=click.Choice(["en", "zh"]), help="Language of the output; default from LANG."
        )(function)
        function = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")(function)
        return click.command(name, cls=AnalyzeCommand)(function)

    return decorate


def reads_file(function: Callable[..., Report]) -> Callable[..., Report]:
    """Decorator: the argument FILE and the option `--sheet`."""
    function = click.option("--sheet", help="Sheet of a workbook, by name or by number from 1.")(function)
    path = click.Path(path_type=Path, allow_dash=False)
    return click.argument("file", type=path)(function)


def reads_dates(function: Callable[..., Report]) -> Callable[..., Report]:
    """Decorator: the option `--date-order`."""
    return click.option(
        "--date-order",
        type=click.Choice(["dmy", "mdy"]),
        help="Day before month or after it, where the file does not show it.",
    )(function)


def scale_of(text: str) -> tuple[float, float]:
    """The type of `--scale`: `0-10`, `1..5` or `-3-3`, two numbers, the smaller first."""
    plain = text.strip().replace("–", "-").replace("..", "-").replace(":", "-")
    cut = plain.find("-", 1)
    try:
        low, high = float(plain[:cut]), float(plain[cut + 1 :])
    except ValueError:
        low = high = math.nan
    if cut < 1 or not low < high or not math.isfinite(high - low):
        raise click.BadParameter(f"{text!r} is not a scale such as 0-10.")
    return low, high


@runtime_checkable
class SupportsItem(Protocol):
    """A number of numpy, without loading numpy."""

    def item(self) -> Any: ...


def language_of_environment() -> str:
    """ "zh" or "en", from LC_ALL, LC_MESSAGES or LANG, whichever is set first."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "zh" if os.environ[name].lower().startswith("zh") else "en"
    return "en"


def finite(value: Any) -> Any:
    """The value with NaN and infinity as None and numpy's numbers as plain ones, all the way down."""
    if isinstance(value, dict):
        return {str(key): finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [finite(inner) for inner in value]
    if value is None or isinstance(value, str | bool | int):
        return value
    number = value.item() if isinstance(value, SupportsItem) else value
    if isinstance(number, float):
        return number if math.isfinite(number) else None
    return number


def _tell_errors(errors: tuple[RowError, ...], language: str) -> None:
    if not errors:
        return
    click.echo(say(language, "Cells that could not be used: {n}", n=len(errors)), err=True)
    for error in errors[:SHOWN_ERRORS]:
        click.echo(
            say(
                language,
                "  row {row}, {column}: {message}",
                row=error.row,
                column=error.column,
                message=error.message,
            ),
            err=True,
        )
    if len(errors) > SHOWN_ERRORS:
        click.echo(say(language, "  … and {n} more", n=len(errors) - SHOWN_ERRORS), err=True)


def _print(text: str) -> None:
    """UTF-8 whatever the terminal's encoding: what follows may be a program."""
    sys.stdout.flush()
    sys.stdout.buffer.write((text + "\n").encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
