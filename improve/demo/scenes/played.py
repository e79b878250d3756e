"""A project as it is played."""

from __future__ import annotations

from dataclasses import dataclass

from improve.demo.content.measures import ProjectText
from improve.demo.scenes.measuring import Measured
from improve.demo.story import Told
from improve.projects.models import Project


@dataclass
class Played:
    """A project as it is played."""

    text: ProjectText
    ideas: list[Told]
    by: str
    row: Project | None = None
    measured: Measured | None = None

    @property
    def project(self) -> Project:
        """The row; it is on the board before anything happens to it."""
        if self.row is None:
            raise LookupError(f"not on the board yet: {self.text.key}")
        return self.row
