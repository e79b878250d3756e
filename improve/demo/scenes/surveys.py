"""Surveys: a year of answers after repair visits, and one on deliveries that is running now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from random import Random

from sqlalchemy import select

from improve.core.db import db
from improve.core.localized import Localized
from improve.core.policy import SYSTEM
from improve.demo.content import company, deliveries, visits
from improve.demo.scenes import heard, inviting, photos, segments, unsent
from improve.demo.scenes.held import Given, Running
from improve.demo.story import Story
from improve.metrics import service as metrics
from improve.metrics.models import Metric
from improve.metrics.values import MetricData
from improve.surveys import service
from improve.surveys.ports import told_alerts
from improve.surveys.queries import codes_of, company_today, draft_version, newest, pointed, published_version
from improve.surveys.values.kinds import NOT_SURE as NOT_SURE_CODE
from improve.surveys.values.kinds import Kind
from improve.surveys.values.questions import specs_of
from improve.surveys.values.settings import Draft, NewSurvey
from improve.surveys.values.starters import NAMES_OF_ENDS
from improve.surveys.values.texts import NewQuestion, PlainTexts, ScoreTexts

OWNER = "周婷"
UNIT = "WX-CC"
SECOND_CODER = company.COORDINATORS["WX"]
CODED, CODED_TWICE = 90, 24
YEAR = 365
# Slots were widened to half days so many days ago, and confirmed by text message since.
HALF_DAYS_SINCE, MESSAGES_SINCE = 300, 182
SETTLING = 21
MEASURED_SINCE = 330
UNSEEN_DAYS = 21
ENGLISH = 0.2
NOT_SURE = 0.01
WHY = "why"
BUSY = (3, 4, 4, 4, 5, 3, 5)  # answers a day, Monday to Sunday
GROWTH = 0.15

SHARES = {"before": (0.50, 0.29, 0.21), "slots": (0.37, 0.26, 0.37), "after": (0.59, 0.25, 0.16)}
NPS_SCORES = {
    "high": (9, 9, 9, 10, 10, 10, 10),
    "middle": (7, 7, 8, 8, 8),
    "low": (0, 1, 2, 3, 3, 4, 5, 5, 5, 6, 6, 6),
}
# Where the visits were, with how often: before the text messages, and since.
AREAS = {"north": (40, 36), "south": (30, 28), "west": (20, 18), "old-town": (8, 16), "islands": (1, 1)}
LATE = "old-town"
CSAT_SCORES = {"high": (4, 4, 5, 5, 5), "middle": (3,), "low": (1, 2, 2)}
CSAT_SHARES = (0.83, 0.09, 0.08)
GROUPS = ("high", "middle", "low")


@dataclass(frozen=True)
class Asked:
    """A survey to hold: its texts, and in days before today when it opened and closes."""

    starter: str
    title: Localized
    intro: Localized
    privacy: Localized
    opened: int
    # Code and name of the field that its links fill.
    hidden: tuple[str, Localized]
    closes: int | None = None
    question: Localized | None = None


VISITS = Asked(
    "relationship",
    visits.TITLE,
    visits.INTRO,
    visits.PRIVACY,
    opened=YEAR + 2,
    hidden=(visits.AREA, visits.AREA_NAME),
    question=visits.QUESTION,
)
DELIVERIES = Asked(
    "transaction",
    deliveries.TITLE,
    deliveries.INTRO,
    deliveries.PRIVACY,
    opened=20,
    hidden=(deliveries.CHANNEL, deliveries.CHANNEL_NAME),
    closes=-21,
)


def plan(story: Story) -> None:
    """Plan both surveys with their answers."""
    dice = story.dice("visits")
    answers = [given for days_ago in range(YEAR, 0, -1) for given in _of_day(story, days_ago, dice)]
    running = _plan_survey(story, VISITS)
    _plan_answers(story, running, "nps", answers, visits.comments)
    defined = story.moments("nps metric").ago(MEASURED_SINCE, company.TIME_ZONE, hour=9)
    story.timeline.at(defined, partial(_measure, story, running))
    fed = story.moments("nps metric").ago(1, company.TIME_ZONE, hour=20)
    story.timeline.at(fed, partial(_pull, story, running))
    story.timeline.at(fed, partial(_code, story, running))
    story.timeline.at(
        story.moments("alerts").ago(1, company.TIME_ZONE, hour=21), partial(_look, story, running)
    )
    unsent.plan(story, running, "nps", answers)
    heard.plan(story, running)
    dice = story.dice("deliveries")
    answers = [
        _delivery(days_ago, dice)
        for days_ago in range(DELIVERIES.opened - 1, 0, -1)
        for _one in range(dice.randint(3, 9))
    ]
    running = _plan_survey(story, DELIVERIES)
    _plan_answers(story, running, "csat", answers, lambda _season, *rest: deliveries.comments(*rest))
    unsent.plan(story, running, "csat", answers)
    photos.plan(story, running)
    asked = story.moments("invitations").ago(DELIVERIES.opened - 8, company.TIME_ZONE, hour=11)
    story.timeline.at(asked, partial(_invite, story, running))


def _measure(story: Story, running: Running) -> None:
    """The score becomes a metric that fills itself."""
    metrics.define(
        MetricData(
            name=visits.METRIC,
            unit=visits.METRIC_UNIT,
            direction="up",
            kind="value",
            period="month",
            code=visits.METRIC_CODE,
            decimals=0,
            unit_id=story.cast.units[UNIT].id,
            owner_id=story.cast.actor(OWNER).actor_id,
            feed=f"surveys:{running.survey.id}:nps",
        ),
        by=story.cast.actor(company.COORDINATORS["WX"]),
    )


def _pull(story: Story, running: Running) -> None:
    segments.play(running.survey, by=story.cast.actor(OWNER))
    metric = db.session.scalars(select(Metric).where(Metric.code == visits.METRIC_CODE)).one()
    metrics.pull(metric, by=story.cast.actor(company.COORDINATORS["WX"]))


def _code(story: Story, running: Running) -> None:
    """Two colleagues have read the newest comments; the second has an own view of some of them."""
    owner, second = story.cast.actor(OWNER), story.cast.actor(SECOND_CODER)
    service.begin_with_usual(running.survey, by=owner)
    codes = codes_of(running.survey.id)
    dice = story.dice("coding")
    for place, said in enumerate(newest(running.survey.id, WHY, limit=CODED)):
        found = sorted(pointed(codes, said.text))
        service.code_comment(running.survey, said.response_id, WHY, found, by=owner)
        if place < CODED_TWICE:
            theirs = [code for code in found if dice.random() < 0.85]
            service.code_comment(running.survey, said.response_id, WHY, theirs, by=second)


def _look(story: Story, running: Running) -> None:
    """The owner is told of what is to be looked at, and has looked at all but the last weeks."""
    by, survey = story.cast.actor(OWNER), running.survey
    service.tell_alerts()
    since = company_today() - timedelta(days=UNSEEN_DAYS)
    old = [alert.response_id for alert in db.session.scalars(told_alerts(survey.id)) if alert.day < since]
    service.mark_alerts_seen(survey, old, by=by)


def _invite(story: Story, running: Running) -> None:
    """Customers are asked by mail, too."""
    inviting.play(running.survey, by=story.cast.actor(OWNER), everywhere=SYSTEM)


def _of_day(story: Story, days_ago: int, dice: Random) -> list[Given]:
    """The forms of a day: a few more on busy weekdays, and more as the year goes on."""
    day = story.moments("today").day(days_ago, company.TIME_ZONE)
    usual = BUSY[day.weekday()] * (1 + GROWTH * (YEAR - days_ago) / YEAR)
    count = max(round(dice.gauss(usual, 1.2)), 0)
    return [_visit(days_ago, dice) for _one in range(count)]


def _visit(days_ago: int, dice: Random) -> Given:
    """A form after a visit: the old town was the last to be on time, and has more visits since."""
    season = season_of(days_ago)
    area = dice.choices(tuple(AREAS), [now if season == "after" else then for then, now in AREAS.values()])[0]
    given = _visited(days_ago, season, dice)
    if area == LATE and given.group == "high" and dice.random() < 0.4:
        given = replace(given, group="low", score=dice.choice(NPS_SCORES["low"]))
    return replace(given, hidden=(visits.AREA, area))


def _delivery(days_ago: int, dice: Random) -> Given:
    given = _given(days_ago, "now", CSAT_SHARES, CSAT_SCORES, dice)
    channel = dice.choices(tuple(deliveries.CHANNELS), list(deliveries.CHANNELS.values()))[0]
    return replace(given, hidden=(deliveries.CHANNEL, channel))


def _visited(days_ago: int, season: str, dice: Random) -> Given:
    if season == "after" and days_ago > MESSAGES_SINCE - SETTLING and dice.random() < 0.5:
        return _given(days_ago, season, SHARES["slots"], NPS_SCORES, dice)
    return _given(days_ago, season, SHARES[season], NPS_SCORES, dice)


def season_of(days_ago: int) -> str:
    """What customers lived through on that day."""
    if days_ago > HALF_DAYS_SINCE:
        return "before"
    return "slots" if days_ago > MESSAGES_SINCE else "after"


def _given(
    days_ago: int,
    season: str,
    shares: Sequence[float],
    scores: dict[str, tuple[int, ...]],
    dice: Random,
) -> Given:
    group = dice.choices(GROUPS, shares)[0]
    return Given(
        days_ago=days_ago,
        group=group,
        score=None if dice.random() < NOT_SURE else dice.choice(scores[group]),
        language="en" if dice.random() < ENGLISH else "zh_Hans",
        season=season,
    )


def _plan_survey(story: Story, asked: Asked) -> Running:
    running = Running()
    begun = story.moments(f"survey {asked.starter}").ago(asked.opened, company.TIME_ZONE, hour=10)
    story.timeline.at(begun, partial(_open, story, running, asked))
    return running


def _open(story: Story, running: Running, asked: Asked) -> None:
    by = story.cast.actor(OWNER)
    unit_id = story.cast.units[UNIT].id
    row = service.create(NewSurvey(starter=asked.starter, title=asked.title, unit_id=unit_id), by=by)
    version = draft_version(row)
    closes = asked.closes
    zone = company.TIME_ZONE
    draft = Draft(
        title=asked.title,
        intro=asked.intro,
        privacy=asked.privacy,
        thanks=version.thanks if version is not None else None,
        unit_id=unit_id,
        closes_on=None if closes is None else story.moments("today").day(closes, zone),
        is_shared=True,
    )
    service.change_draft(row, draft, by=by)
    if asked.question is not None:
        low, high = NAMES_OF_ENDS[Kind.NPS]
        texts = ScoreTexts(asked.question, low, high, is_required=True, offers_not_sure=True)
        service.rewrite_question(row, "nps", texts, by=by)
    code, name = asked.hidden
    hidden = service.add_question(row, NewQuestion("hidden", name), by=by)
    service.rewrite_question(row, hidden.code, PlainTexts(name, code=code), by=by)
    if asked is DELIVERIES:
        photos.ask(row, by=by)
    service.publish_survey(row, by=by)
    running.row, running.version = row, published_version(row)
    if asked is VISITS:
        specs = specs_of(running.wording.questions)
        service.change_retention(row, service.Terms(24, "months", "anonymize"), by=by)
        service.change_alert_rules(row, specs, service.WatchTexts(visits.KEYWORDS), {"nps": "6"}, by=by)


def _plan_answers(
    story: Story,
    running: Running,
    code: str,
    answers: Sequence[Given],
    written: Callable[[str, str, str], list[str]],
) -> None:
    """One act for the forms of a day; what customers wrote is spread over those whom it fits, each once."""
    dice = story.dice(f"comments {code}")
    texts = _spread(answers, written, dice)
    days: dict[int, list[tuple[Given, str | None]]] = {}
    for place, given in enumerate(answers):
        days.setdefault(given.days_ago, []).append((given, texts.get(place)))
    moments = story.moments(f"answers {code}")
    for days_ago, forms in days.items():
        at = moments.ago(days_ago, company.TIME_ZONE, hour=20)
        story.timeline.at(at, partial(_answer, running, code, forms))


def _spread(
    answers: Sequence[Given], written: Callable[[str, str, str], list[str]], dice: Random
) -> dict[int, str]:
    """Place in `answers` -> what is written there."""
    places: dict[tuple[str, str, str], list[int]] = {}
    for place, given in enumerate(answers):
        if given.score is not None:
            places.setdefault((given.season, given.group, given.language), []).append(place)
    out: dict[int, str] = {}
    for key, fitting in sorted(places.items()):
        texts = written(*key)
        chosen = dice.sample(fitting, min(len(texts), len(fitting)))
        out.update(zip(sorted(chosen), texts, strict=False))
    return out


def _answer(running: Running, code: str, forms: Sequence[tuple[Given, str | None]]) -> None:
    """The forms of a day at once, the last one through the service.

    Fifteen hundred calls would take a third of the time that loading may take. Rows and counts are those that
    the service writes; the trail has one entry for the forms of a day.
    """
    *before, (given, comment) = forms
    if before:
        _keep(running, code, before)
    service.answer(running.survey, _raw(code, given, comment), given.language, version=running.version)


def _raw(code: str, given: Given, comment: str | None) -> dict[str, object]:
    raw: dict[str, object] = {code: NOT_SURE_CODE if given.score is None else given.score}
    if comment is not None:
        raw[WHY] = comment
    if given.hidden is not None:
        raw.update([given.hidden])
    return raw


def _keep(running: Running, code: str, forms: Sequence[tuple[Given, str | None]]) -> None:
    service.keep_forms(
        running.survey,
        running.wording,
        company_today(),
        [(given.language, _stored(code, given, comment)) for given, comment in forms],
    )


def _stored(code: str, given: Given, comment: str | None) -> list[tuple[str, str, str | None]]:
    score = NOT_SURE_CODE if given.score is None else str(given.score)
    out: list[tuple[str, str, str | None]] = [(code, score, None)]
    out += [] if comment is None else [(WHY, given.group, comment)]
    return out if given.hidden is None else [*out, (*given.hidden, None)]
