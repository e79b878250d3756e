"""Award programs."""

from __future__ import annotations

from dataclasses import fields

from improve.awards.events import ProgramChanged, ProgramCreated
from improve.awards.models import Program
from improve.awards.policy import Permission
from improve.awards.values import ProgramData
from improve.core.db import db
from improve.core.events import publish
from improve.core.policy import COMPANY, Actor, authorize


def create_program(data: ProgramData, *, by: Actor) -> Program:
    """Add a program."""
    authorize(by, Permission.MANAGE_PROGRAMS, COMPANY)
    program = Program()
    _fill(program, data)
    db.session.add(program)
    db.session.flush()
    publish(ProgramCreated(actor_id=by.actor_id, subject_id=program.id))
    return program


def change_program(program: Program, data: ProgramData, *, by: Actor) -> None:
    """Change a program; awards given before keep their amount."""
    authorize(by, Permission.MANAGE_PROGRAMS, COMPANY)
    changed = tuple(
        item.name for item in fields(data) if getattr(program, item.name) != getattr(data, item.name)
    )
    _fill(program, data)
    if changed:
        publish(ProgramChanged(actor_id=by.actor_id, subject_id=program.id, changed=changed))


def _fill(program: Program, data: ProgramData) -> None:
    for item in fields(data):
        setattr(program, item.name, getattr(data, item.name))
