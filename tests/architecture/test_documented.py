"""Every setting, command, page, operation, event, permission and job stands in docs/reference.md."""

from __future__ import annotations

from flask import Flask

from improve.cli import declared
from improve.config import SETTINGS
from improve.operations.reference import TARGET, reference
from improve.web.features import mounted


def test_the_reference_is_up_to_date(app: Flask) -> None:
    assert TARGET.read_text(encoding="utf-8") == reference(app), "run: python -m improve.operations.reference"


def test_an_undocumented_setting_would_be_noticed(app: Flask) -> None:
    """The seeded defect: the page without one of its lines is not the page."""
    text = reference(app)
    for name in (SETTINGS[0].name, next(iter(declared())), mounted(app)[0].publishes[0].name()):
        assert name in text
        assert "\n".join(line for line in text.split("\n") if f"{name}`" not in line) != text


def test_every_event_says_what_happened(app: Flask) -> None:
    for feature in mounted(app):
        for event in feature.publishes:
            assert event.__doc__, event
            assert event.subject_type, event
