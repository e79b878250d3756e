"""The commands of the demonstration, as data."""

COMMANDS: dict[str, tuple[str, str]] = {
    "demo load": ("Fill an empty instance with the demonstration organization.", "improve.demo.cli:load"),
    "demo reset": ("Remove the demonstration; the settings stay.", "improve.demo.cli:reset"),
}
