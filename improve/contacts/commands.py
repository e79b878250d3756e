"""The commands of contacts, as data: nothing is imported for `--help`."""

COMMANDS: dict[str, tuple[str, str]] = {
    "import contacts": ("Bring in customers' addresses.", "improve.contacts.cli:import_contacts"),
    "contacts export": (
        "Give out what is kept of an address, as JSON or a ZIP.",
        "improve.contacts.cli:export_address",
    ),
    "contacts erase": (
        "Erase what is kept of an address, in backups restored later, too.",
        "improve.contacts.cli:erase_address",
    ),
}
