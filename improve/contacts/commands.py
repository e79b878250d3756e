"""The commands of contacts, as data: nothing is imported for `--help`."""

COMMANDS: dict[str, tuple[str, str]] = {
    "import contacts": ("Bring in customers' addresses.", "improve.contacts.cli:import_contacts"),
}
