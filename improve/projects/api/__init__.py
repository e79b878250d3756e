"""The API of projects: cards, their actions, and what the data show."""

from improve.projects.api import actions, cards, verdict
from improve.projects.api.base import api

__all__ = ["actions", "api", "cards", "verdict"]
