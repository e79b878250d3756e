"""A survey while it is played, and a form that is filled in."""

from __future__ import annotations

from dataclasses import dataclass

from improve.surveys.models import Survey, Version


@dataclass(frozen=True)
class Given:
    """One filled-in form."""

    days_ago: int
    group: str
    score: int | None
    language: str
    season: str
    # The code of a hidden field, and what the link filled in.
    hidden: tuple[str, str] | None = None


class Running:
    """A survey as it is played."""

    def __init__(self) -> None:
        self.row: Survey | None = None
        self.version: Version | None = None

    @property
    def wording(self) -> Version:
        if self.version is None:
            raise LookupError("the survey is not published yet")
        return self.version

    @property
    def survey(self) -> Survey:
        if self.row is None:
            raise LookupError("the survey is not published yet")
        return self.row
