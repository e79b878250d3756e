"""The commands of metrics, as data."""

COMMANDS: dict[str, tuple[str, str]] = {}
