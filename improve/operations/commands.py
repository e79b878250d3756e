"""The commands of operations, as data: nothing is imported for `--help`."""

COMMANDS: dict[str, tuple[str, str]] = {}
