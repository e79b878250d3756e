"""Customers are asked by mail after a complaint: some click a score and send it, some click and stop, and programs of
mail servers click everything. No mail leaves the demonstration."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from random import Random

from improve.core import clock
from improve.core.db import db
from improve.core.localized import Localized
from improve.core.mail.bounces import Bounce
from improve.demo.content import company, complaints
from improve.demo.scenes.held import Running
from improve.demo.story import Story
from improve.surveys import service
from improve.surveys.models import Anonymity
from improve.surveys.queries import draft_version, published_version
from improve.surveys.values.questions import specs_of
from improve.surveys.values.settings import Draft, NewSurvey

OWNER = "周婷"
UNIT = "WX-CC"
OPENED, ASKED, REMINDED_AFTER, CLOSES = 10, 9, 5, -30
PHONE, GATEWAY = False, True


class _Asked(Running):
    """The survey with the newest mail of each invitation, and who has done nothing with it."""

    def __init__(self, dice: Random) -> None:
        super().__init__()
        self.dice = dice
        self.mails: dict[int, service.HandedOver] = {}
        self.quiet: list[int] = []
        self.answers = iter(complaints.ANSWERS)

    def arrived(self, mail: service.HandedOver) -> None:
        """The mail of an invitation, or its reminder."""
        self.mails[mail.invitation_id] = mail


def plan(story: Story) -> None:
    """Plan the survey, its mails, and what becomes of them."""
    running = _Asked(story.dice("complaints"))
    moments = story.moments("complaints")
    story.timeline.at(moments.ago(OPENED, company.TIME_ZONE, hour=10), partial(_open, story, running))
    story.timeline.at(moments.ago(ASKED, company.TIME_ZONE, hour=10), partial(_ask, story, running))
    again = moments.ago(ASKED - REMINDED_AFTER, company.TIME_ZONE, hour=11)
    story.timeline.at(again, partial(_remind, story, running))
    told = moments.ago(1, company.TIME_ZONE, hour=22)
    story.timeline.at(told, partial(_look_after, story, running))


def _open(story: Story, running: _Asked) -> None:
    by, unit_id = story.cast.actor(OWNER), story.cast.units[UNIT].id
    row = service.create(NewSurvey(starter="complaint", title=complaints.TITLE, unit_id=unit_id), by=by)
    version = draft_version(row)
    draft = Draft(
        title=complaints.TITLE,
        intro=complaints.INTRO,
        thanks=version.thanks if version is not None else None,
        thanks_low=complaints.THANKS_LOW,
        unit_id=unit_id,
        closes_on=story.moments("today").day(CLOSES, company.TIME_ZONE),
        is_shared=True,
        anonymity=str(Anonymity.PSEUDONYMOUS),
    )
    service.change_draft(row, draft, by=by)
    service.publish_survey(row, by=by)
    running.row, running.version = row, published_version(row)
    specs = specs_of(running.wording.questions)
    service.change_alert_rules(row, specs, service.WatchTexts(complaints.KEYWORDS), {"csat": "2"}, by=by)


def _ask(story: Story, running: _Asked) -> None:
    """Everybody is asked, and each does something else with the mail within two days."""
    data = service.WaveData(
        service.SUBJECT,
        service.BODY,
        service.REMINDER,
        send_from=9,
        send_until=20,
        on_weekends=True,
        reminders=1,
        remind_after=REMINDED_AFTER,
        needs_consent=True,
    )
    by = story.cast.actor(company.ADMINISTRATOR)  # who sees the contacts of the whole company
    service.start_wave(service.begin_wave(running.survey, data, by=by), by=by)
    db.session.flush()
    service.hand_over_due(running.arrived)
    sent = clock.now()
    asked = sorted(running.mails)
    running.dice.shuffle(asked)
    people = iter(asked)
    for act in (
        *(partial(_click_and_send, running) for _one in range(complaints.CLICKED_AND_SENT)),
        *(partial(_send, running) for _one in range(complaints.SENT)),
        *(partial(_click, running, score) for score in complaints.CLICKS),
        *(partial(_stop, running, score) for score in complaints.STOPPED),
    ):
        after = timedelta(minutes=running.dice.randint(3, 2_000))
        story.timeline.at(sent + after, partial(act, next(people)))
    for _one in range(complaints.PROGRAM):
        story.timeline.at(sent + timedelta(seconds=2), partial(_scan, running, next(people)))
    story.timeline.at(sent + timedelta(minutes=2), partial(_come_back, running, next(people)))
    running.quiet = list(people)


def _remind(story: Story, running: _Asked) -> None:
    """Who has not answered is reminded once; a few answer then."""
    service.hand_over_due(running.arrived)
    for invitation_id in running.quiet[: complaints.LATE]:
        after = timedelta(minutes=running.dice.randint(20, 1_500))
        story.timeline.at(clock.now() + after, partial(_send, running, invitation_id))


def _look_after(story: Story, running: _Asked) -> None:
    """The owner wants the clicks shown beside the score, and no more answers than can be read."""
    by = story.cast.actor(OWNER)
    service.count_clicks(running.survey, True, by=by)
    service.add_quota(running.survey, service.QuotaData("all", complaints.WANTED), by=by)
    fridges = service.QuotaData("contact:product", complaints.FRIDGES_WANTED, "冰箱")
    service.add_quota(running.survey, fridges, by=by)
    service.tell_alerts()


def _invited(running: _Asked, invitation_id: int) -> service.Invited:
    found = service.invited_by(running.survey.id, running.mails[invitation_id].token)
    if found is None:
        raise LookupError("the link opens nothing")
    return found


def _click(running: _Asked, score: int, invitation_id: int) -> None:
    invited = _invited(running, invitation_id)
    service.note_click(running.survey, invited, score, is_automatic=PHONE, is_visit=True)


def _stop(running: _Asked, score: int, invitation_id: int) -> None:
    """The score is sent, and the second page is too much."""
    _click(running, score, invitation_id)
    service.note_begun(_invited(running, invitation_id))
    answers = {"csat": str(score)}
    service.keep_begun(running.survey, running.wording, "", language="zh_Hans", page=1, answers=answers)


def _scan(running: _Asked, invitation_id: int) -> None:
    invited = _invited(running, invitation_id)
    for score in range(1, 6):
        service.note_click(running.survey, invited, score, is_automatic=GATEWAY, is_visit=False)


def _click_and_send(running: _Asked, invitation_id: int) -> None:
    given = next(running.answers)
    _click(running, given[0], invitation_id)
    _fill_in(running, invitation_id, given)


def _send(running: _Asked, invitation_id: int) -> None:
    service.note_opened(_invited(running, invitation_id))
    _fill_in(running, invitation_id, next(running.answers))


def _fill_in(running: _Asked, invitation_id: int, given: tuple[int, str, Localized | None]) -> None:
    score, settled, still_open = given
    language = running.mails[invitation_id].language
    raw: dict[str, object] = {"csat": score, "solved": settled}
    if still_open is not None:
        raw["open"] = still_open[language]
    service.answer(
        running.survey, raw, language, version=running.wording, invited=_invited(running, invitation_id)
    )


def _come_back(running: _Asked, invitation_id: int) -> None:
    service.mail_came_back(Bounce(running.mails[invitation_id].uid, is_permanent=True))
