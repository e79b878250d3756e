"""The commands of surveys, as data: nothing is imported for `--help`."""

COMMANDS: dict[str, tuple[str, str]] = {}
