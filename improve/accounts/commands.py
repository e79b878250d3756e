"""The commands of accounts, as data: nothing is imported for `--help`."""

COMMANDS: dict[str, tuple[str, str]] = {}
