"""Addresses of erased people in what a project took over from its idea."""

from __future__ import annotations

from improve.core.messages import _l
from improve.core.written import Written
from improve.projects.models import Project

HOLDER = Written("projects", _l("Projects: titles and problems"), (Project, "title", "problem")).holder()
