"""The projects of the demonstration, site by site."""

from improve.demo.content.measures import ProjectText
from improve.demo.content.projects import suzhou, wroclaw, wuxi

PROJECTS: tuple[ProjectText, ...] = (*wuxi.PROJECTS, *suzhou.PROJECTS, *wroclaw.PROJECTS)
