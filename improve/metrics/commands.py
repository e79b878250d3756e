"""The commands of metrics, as data: nothing is imported for `--help`."""

COMMANDS: dict[str, tuple[str, str]] = {
    "import readings": (
        "Bring in readings of a metric from a CSV or XLSX file.",
        "improve.metrics.cli:import_readings",
    ),
}
