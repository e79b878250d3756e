"""The commands of operations, as data: nothing is imported for `--help`."""

COMMANDS: dict[str, tuple[str, str]] = {
    "backup": (
        "Save database, uploads, keys and settings into a folder.",
        "improve.operations.backup:backup",
    ),
    "db check": (
        "Compare models and tables, check pages and references.",
        "improve.operations.database:check",
    ),
    "db revision": ("Draft a migration (for developers).", "improve.operations.database:revision"),
    "db upgrade": ("Bring the database up to this version.", "improve.operations.database:upgrade"),
    "doctor": ("Say what is in force and what is wrong.", "improve.operations.doctor:doctor"),
    "features": ("List the features and what they contribute.", "improve.operations.listing:features"),
    "restore": ("Bring back what `backup` saved.", "improve.operations.restore:restore"),
    "serve": ("Serve pages and run the worker.", "improve.operations.serving:serve"),
    "start": ("Migrate, fill a fresh instance, serve: `make run`.", "improve.operations.starting:start"),
    "work": ("Run the worker alone.", "improve.operations.serving:work"),
}
