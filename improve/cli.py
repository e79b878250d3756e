"""The `improve` command: a lazy tree, so that `--help` answers without loading Flask or pandas.

Each feature declares its commands as data in `commands.py`: path -> (one line of help, "module:name").
The module is imported when its command runs.
"""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

Declared = dict[str, tuple[str, str]]

GROUPS = {
    "analyze": "Statistics of a file: no instance, no database.",
    "audit": "The audit trail.",
    "db": "The database.",
    "demo": "The demonstration organization.",
    "import": "Bring in files: people, suggestions, votes, readings, scores, surveys.",
    "mail": "The outbox.",
    "suggestions": "Ideas.",
    "tokens": "API tokens.",
    "users": "People and their access.",
}


def declared() -> Declared:
    """All commands of all packages with a `commands.py`."""
    out: Declared = {}
    here = Path(__file__).parent
    for module in pkgutil.iter_modules([str(here)]):
        if module.ispkg and (here / module.name / "commands.py").exists():
            out |= import_module(f"improve.{module.name}.commands").COMMANDS
    return out


class LazyTree(click.Group):
    """A group whose children are names and one line of help until one of them is used."""

    def __init__(self, *args: Any, below: Declared | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.below = below

    def _children(self) -> Declared:
        if self.below is None:
            self.below = declared()
        return self.below

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({path.split(" ")[0] for path in self._children()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        children = self._children()
        if cmd_name in children:
            return self._load(children[cmd_name][1])
        below = {
            path.split(" ", 1)[1]: target
            for path, target in children.items()
            if path.startswith(f"{cmd_name} ")
        }
        if not below:
            return None
        return LazyTree(name=cmd_name, help=GROUPS.get(cmd_name, ""), below=below)

    @staticmethod
    def _load(target: str) -> click.Command:
        module, name = target.split(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        children = self._children()
        rows = []
        for name in self.list_commands(ctx):
            text = children[name][0] if name in children else GROUPS.get(name, "")
            rows.append((name, text))
        if not rows:
            return
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.group(cls=LazyTree, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option("0.1.0", prog_name="improve")
def group() -> None:
    """Improve: ideas, committees, PDCA projects, surveys, and an honest verdict on what changed."""


def main() -> None:
    """Run the command line."""
    try:
        group(prog_name="improve")
    except BrokenPipeError:
        sys.exit(1)
    except SystemExit as stopped:
        if isinstance(stopped.code, str):  # a setting that cannot be used: nothing was done
            click.echo(stopped.code, err=True)
            sys.exit(2)
        raise
