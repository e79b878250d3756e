"""The commands of audit, as data: nothing is imported for `--help`."""

COMMANDS: dict[str, tuple[str, str]] = {
    "audit verify": ("Check every entry, the chain and the anchors.", "improve.audit.cli:verify"),
}
