"""Photos that customers sent with their answers, and the shop's website that shows the survey."""

from __future__ import annotations

from functools import partial
from io import BytesIO

from improve.core.policy import Actor
from improve.core.uploads.inspection import inspect
from improve.demo.content import company, deliveries
from improve.demo.content.deliveries import Photo
from improve.demo.scenes.held import Running
from improve.demo.scenes.sketches import sketch
from improve.demo.story import Story
from improve.surveys import service
from improve.surveys.models import Survey
from improve.surveys.values.texts import FileTexts, NewQuestion

MOST_MEGABYTES = 1
SCORE = 2


def ask(survey: Survey, *, by: Actor) -> None:
    """Ask those who are not satisfied for a photo, and list the shop."""
    row = service.add_question(survey, NewQuestion("file", deliveries.PHOTO_TEXT), by=by)
    texts = FileTexts(text=deliveries.PHOTO_TEXT, code=deliveries.PHOTO, show_if=deliveries.PHOTO_IF, most=2)
    service.rewrite_question(survey, row.code, texts, by=by)
    service.list_sites(survey, deliveries.SHOP, by=by)


def plan(story: Story, running: Running) -> None:
    """Plan the answers with a photo."""
    moments = story.moments("photos")
    for photo in deliveries.PHOTOS:
        at = moments.ago(photo.days_ago, company.TIME_ZONE, hour=19)
        story.timeline.at(at, partial(_send, running, photo))


def _send(running: Running, photo: Photo) -> None:
    survey = running.survey
    file = inspect(BytesIO(sketch(photo.drawn)), photo.name, most_megabytes=MOST_MEGABYTES)
    keys = service.keep_files(survey, deliveries.PHOTO, [file])
    raw = {
        "csat": SCORE,
        "why": photo.said,
        deliveries.PHOTO: " ".join(keys),
        deliveries.CHANNEL: next(iter(deliveries.CHANNELS)),
    }
    service.answer(survey, raw, photo.language, version=running.wording)
