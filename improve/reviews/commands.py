"""The commands of reviews, as data: nothing is imported for `--help`."""

COMMANDS: dict[str, tuple[str, str]] = {
    "import assignments": (
        "Bring in who scores which idea of a round from a CSV or XLSX file.",
        "improve.reviews.cli:import_assignments",
    ),
    "import scores": (
        "Bring in the scores of a round from a CSV or XLSX file.",
        "improve.reviews.cli:import_scores",
    ),
}
