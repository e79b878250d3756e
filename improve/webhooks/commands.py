"""The commands of webhooks, as data: nothing is imported for `--help`."""

COMMANDS: dict[str, tuple[str, str]] = {
    "webhooks list": ("The webhooks and how they stand.", "improve.webhooks.cli:list_endpoints"),
    "webhooks test": ("Send a test to a webhook now.", "improve.webhooks.cli:test"),
    "webhooks replay": ("Send the messages of some days once more.", "improve.webhooks.cli:replay"),
}
