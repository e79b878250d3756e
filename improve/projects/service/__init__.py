"""Use cases of projects."""

from improve.projects.service.cards import create, edit
from improve.projects.service.deciding import decide
from improve.projects.service.hearing import on_decided, on_finished, on_readings
from improve.projects.service.moving import move, stop
from improve.projects.service.planning import plan

__all__ = ["create", "decide", "edit", "move", "on_decided", "on_finished", "on_readings", "plan", "stop"]
