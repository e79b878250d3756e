"""The commands of ideas, as data: nothing is imported for `--help`."""

COMMANDS: dict[str, tuple[str, str]] = {
    "import suggestions": (
        "Bring in ideas from a CSV or XLSX file.",
        "improve.suggestions.cli:import_suggestions",
    ),
    "import votes": (
        "Bring in votes cast elsewhere: CSV, XLSX or Pabulib (.pb).",
        "improve.suggestions.votes_import.cli:import_votes",
    ),
    "suggestions empty-box": (
        "Deliver what unnamed authors put into the box.",
        "improve.suggestions.anonymity.cli:empty_box",
    ),
    "suggestions similar": (
        "Say which ideas the form would offer for titles being typed.",
        "improve.suggestions.similar.cli:similar",
    ),
}
