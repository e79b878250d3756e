"""The commands of surveys, as data: nothing is imported for `--help`."""

COMMANDS: dict[str, tuple[str, str]] = {
    "import survey": (
        "Bring in a survey: LimeSurvey, XLSForm or the text of 问卷星.",
        "improve.surveys.importing.cli:import_survey",
    ),
    "import responses": (
        "Bring in answers to a survey: LimeSurvey's CSV, or any table.",
        "improve.surveys.importing.cli:import_responses",
    ),
}
