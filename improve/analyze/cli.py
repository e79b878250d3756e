"""The group `analyze` by itself; `improve` finds the same commands through `commands.py`."""

from __future__ import annotations

from improve.analyze.commands import COMMANDS
from improve.cli import GROUPS, LazyTree

group = LazyTree(
    name="analyze",
    help=GROUPS["analyze"],
    below={path.removeprefix("analyze "): target for path, target in COMMANDS.items()},
    context_settings={"help_option_names": ["-h", "--help"]},
)
