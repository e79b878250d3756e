"""Awards for projects whose improvement the data show, and a few honors."""

from __future__ import annotations

from functools import partial

from improve.awards import service
from improve.awards.models import Program
from improve.awards.values import AwardData, ProgramData
from improve.demo.content import company, prizes
from improve.demo.content.prizes import PrizeText
from improve.demo.scenes.played import Played
from improve.demo.story import Story
from improve.demo.timeline import workday

TREASURER = "孙丽"


def set_up(story: Story) -> dict[str, Program]:
    """The programs, by key."""
    return {
        text.key: service.create_program(
            ProgramData(
                name=text.name,
                description=text.description,
                amount=text.amount,
                verified_only=text.verified_only,
            ),
            by=story.cast.actor(TREASURER),
        )
        for text in prizes.PROGRAMS
    }


def plan(story: Story, programs: dict[str, Program], projects: dict[str, Played]) -> None:
    """Plan the awards."""
    moments = story.moments("prizes")
    for prize in prizes.PRIZES:
        day = workday(moments.day(7 * prize.weeks_ago - 1, company.TIME_ZONE))
        at = moments.at(day, company.TIME_ZONE, hour=16)
        story.timeline.at(at, partial(_give, story, programs[prize.program], projects[prize.project], prize))


def _give(story: Story, program: Program, played: Played, prize: PrizeText) -> None:
    data = AwardData(
        program_id=program.id,
        project_id=played.project.id,
        person_login=story.cast.texts[prize.person].login,
        reason=prize.reason,
    )
    service.give(data, by=story.cast.actor(prize.by))
