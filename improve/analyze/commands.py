"""The commands of this package, as data: path -> (one line of help, "module:name")."""

COMMANDS: dict[str, tuple[str, str]] = {
    "analyze agreement": (
        "How far reviewers agree, and what their severity does.",
        "improve.analyze.agreement:command",
    ),
    "analyze ces": (
        "Customer effort score: the mean of a scale of agreement.",
        "improve.analyze.ces:command",
    ),
    "analyze change": ("Did it get better? A verdict on before and after.", "improve.analyze.change:command"),
    "analyze chart": ("Control and run charts with their signals.", "improve.analyze.chart:command"),
    "analyze csat": ("Satisfaction: the share of the best answers.", "improve.analyze.csat:command"),
    "analyze nps": ("Net promoter score with its interval.", "improve.analyze.nps:command"),
    "analyze process": (
        "Durations, waiting, rework and bottlenecks of an event log.",
        "improve.analyze.process:command",
    ),
    "analyze sample-size": (
        "How many answers a margin or a comparison needs.",
        "improve.analyze.sample_size:command",
    ),
    "analyze sla": ("Were answers given in time?", "improve.analyze.sla:command"),
}
