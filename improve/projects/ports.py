"""What others add to a project's page."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import current_app
from markupsafe import Markup

from improve.core.policy import Actor
from improve.projects.models import Project
from improve.web.features import contributed

# callable(actor, project) -> Markup or None, shown beside the way of the project.
PANEL = "project.panel"


def panels_of(actor: Actor, project: Project) -> list[Markup]:
    """What other features show on a project's page."""
    fills: Iterable[Callable[[Actor, Project], Markup | None]] = contributed(current_app, PANEL)
    return [panel for panel in (fill(actor, project) for fill in fills) if panel]
