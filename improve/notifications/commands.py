"""The commands of notifications, as data: nothing is imported for `--help`."""

COMMANDS: dict[str, tuple[str, str]] = {
    "mail retry": ("Send the mails that were given up once more.", "improve.notifications.cli:retry"),
}
