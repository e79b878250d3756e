"""The committee: two rounds with published decisions, and one in which members are scoring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from babel.dates import format_date
from sqlalchemy import select

from improve.core.db import db
from improve.core.localized import Localized
from improve.core.text import is_cjk
from improve.demo import schedule
from improve.demo.content import company, rounds
from improve.demo.content.writing import Idea, Step
from improve.demo.scenes import answering, leading, practice, rating, voting
from improve.demo.story import Story, Told
from improve.demo.timeline import Moments
from improve.reviews import service
from improve.reviews.models import Committee, Round, RoundItem, Rubric
from improve.reviews.queries import company_today, conflicts_between, is_assigned
from improve.reviews.values import (
    CommitteeData,
    DecisionData,
    DeclarationData,
    MemberData,
    Outcome,
    ReviewData,
    ReviewNotes,
    RoundData,
    RubricData,
)

CONVENER = "王敏"
OPEN_PLACES = 9
REVISE_DAYS = 30
RESPONSE_DAYS = 2
REVIEWS_EACH = 5  # in the open round
RATED = {1, 2}  # rounds with decisions in which members rated comments
WEIGHED_FROM = 2  # the latest round with decisions, and the open one
SHARE_NOTES = 0.3
SHARE_PRIVATE = 0.08
SHARE_UNSURE = 0.05
# Standard deviations in points of the 1-5 scale: of an idea between criteria, and of one answer.
BETWEEN_CRITERIA, OF_ANSWER = 0.45, 0.55


class Session:
    """One round as it is played: its row, and the items by title."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.row: Round | None = None
        self.items: dict[str, RoundItem] = {}
        self.recused: set[tuple[int, int]] = set()

    @property
    def round(self) -> Round:
        if self.row is None:
            raise LookupError(f"round {self.number} has not begun")
        return self.row

    def began(self) -> Round:
        """The same, asked later."""
        return self.round


@dataclass(frozen=True)
class Given:
    """What a member gives an idea: an answer to each criterion (None: cannot judge) and notes."""

    member: str
    answers: list[float | None]
    notes: ReviewNotes


def set_up(story: Story) -> tuple[Committee, Rubric]:
    """The committee with its members, and the rubric."""
    by = story.cast.actor(company.ADMINISTRATOR)
    rubric = service.create_rubric(RubricData(name=rounds.RUBRIC_NAME), rounds.CRITERIA, by=by)
    committee = service.create_committee(CommitteeData(name=rounds.COMMITTEE_NAME), by=by)
    since = story.moments("committee").day(415, schedule.ZONE)
    for name in company.COMMITTEE:
        login = story.cast.texts[name].login
        data = MemberData(login=login, since=since, is_chair=name == company.CHAIR)
        service.appoint(committee, data, by=by)
    return committee, rubric


def plan(story: Story, committee: Committee, rubric: Rubric) -> None:
    """Plan the rounds."""
    for number in schedule.ROUNDS:
        moments, dice = story.moments(f"round {number}"), story.dice(f"round {number}")
        session = Session(number)
        opened = moments.at(schedule.opens_on(moments, number), schedule.ZONE, hour=9)
        story.timeline.at(opened, partial(_open, story, session, committee, rubric, moments))
        _plan_conflicts(story, session, opened)
        if schedule.ROUNDS[number].published is None:
            practice.plan(story, session.began, opened, _answers)
            leading.plan(story, session.began, opened + timedelta(hours=5), story.now - timedelta(hours=1))
            rating.plan(story, session.began, number, story.now - timedelta(minutes=50))
        _plan_scores(story, session, moments, dice, opened)
        if schedule.ROUNDS[number].published is not None:
            _plan_decisions(story, session, moments)


def _open(story: Story, session: Session, committee: Committee, rubric: Rubric, moments: Moments) -> None:
    by = story.cast.actor(CONVENER)
    ideas = story.of_round(session.number)
    closes = schedule.closes_on(moments, session.number)
    accepted = sum(_step(told.text, session.number).outcome == "accept" for told in ideas)
    data = RoundData(
        committee_id=committee.id,
        rubric_id=rubric.id,
        name=Localized(
            zh_Hans=format_date(closes, "y年M月评审", locale="zh_Hans"),
            en=format_date(closes, "MMMM y 'review'", locale="en"),
        ),
        opens_on=schedule.opens_on(moments, session.number),
        closes_on=closes,
        places=accepted or OPEN_PLACES,
        author_hidden=True,
        show_scores=True,
        confidence_weighs=session.number >= WEIGHED_FROM,
        response_days=RESPONSE_DAYS,
        reviews_each=None if schedule.ROUNDS[session.number].published is not None else REVIEWS_EACH,
    )
    session.row = service.create_round(data, by=by)
    # Else who scores what would be another story each time it is told.
    session.row.seed = story.dice(f"draws of round {session.number}").getrandbits(30)
    service.add_ideas(session.row, [told.suggestion.id for told in ideas], by=by)
    if session.row.is_assigned:
        practice.prepare(story, session.row, by)
    service.open_round(session.row, by=by)
    titles = {told.suggestion.id: told.text.title for told in ideas}
    for item in db.session.scalars(select(RoundItem).where(RoundItem.round_id == session.row.id)):
        session.items[titles[item.suggestion_id]] = item
    members = [story.cast.person_id(name) for name in company.COMMITTEE]
    pairs = {item.id: item.suggestion_id for item in session.items.values()}
    session.recused = set(conflicts_between(pairs, members))


def _step(text: Idea, number: int) -> Step:
    return next(step for step in text.steps if step.round == number)


def _plan_conflicts(story: Story, session: Session, opened: datetime) -> None:
    titles = {told.text.title for told in story.of_round(session.number)}
    for name, title, kind in rounds.DECLARED:
        if title in titles:
            story.timeline.at(
                opened + timedelta(hours=3), partial(_declare, story, session, name, title, kind)
            )


def _declare(story: Story, session: Session, name: str, title: str, kind: str) -> None:
    item = session.items[title]
    if (item.id, story.cast.person_id(name)) in session.recused:
        return  # the organization chart said so before
    service.declare_conflict(item, DeclarationData(kind=kind), by=story.cast.actor(name))
    session.recused.add((item.id, story.cast.person_id(name)))


def _plan_scores(story: Story, session: Session, moments: Moments, dice: Random, opened: datetime) -> None:
    """Each member scores ideas one after another; in the open round not everybody has got far."""
    closes = datetime.combine(
        schedule.closes_on(moments, session.number), time(17), tzinfo=ZoneInfo(schedule.ZONE)
    )
    last = min(closes, story.now - timedelta(hours=2))
    for name, ideas in _shared_out(story, session, dice).items():
        begun = moments.between(opened + timedelta(hours=4), opened + (last - opened) * 0.6)
        for place, told in enumerate(ideas):
            at = begun + (last - begun) * (place + dice.random()) / len(ideas)
            answers = _answers(_step(told.text, session.number).quality, rounds.SEVERITY[name], dice)
            given = Given(name, answers, _notes(answers, told, dice))
            story.timeline.at(at, partial(_score, story, session, told, given))


def _shared_out(story: Story, session: Session, dice: Random) -> dict[str, list[Told]]:
    """Who scores what: four to six members an idea where the round is over, else as far as each has got."""
    ideas = story.of_round(session.number)
    out: dict[str, list[Told]] = {}
    if schedule.ROUNDS[session.number].published is None:
        for name in company.COMMITTEE:
            share = rounds.PROGRESS[name]
            out[name] = dice.sample(ideas, round(share * len(ideas)))
        return out
    for told in ideas:
        for name in dice.sample(company.COMMITTEE, dice.randint(4, 6)):
            out.setdefault(name, []).append(told)
    for queue in out.values():
        dice.shuffle(queue)
    return out


def _answers(quality: float, severity: float, dice: Random) -> list[float | None]:
    """A member's answer to each criterion; None: cannot judge."""
    level = 1 + 4 * quality / 100 + severity
    answers: list[float | None] = []
    for _criterion in rounds.CRITERIA:
        drawn = round(level + dice.gauss(0, BETWEEN_CRITERIA) + dice.gauss(0, OF_ANSWER))
        answers.append(None if dice.random() < SHARE_UNSURE else float(min(max(drawn, 1), 5)))
    if answers[0] is None:
        answers[0] = float(min(max(round(level), 1), 5))
    return answers


def _notes(answers: list[float | None], told: Told, dice: Random) -> ReviewNotes:
    known = [answer for answer in answers if answer is not None]
    mean = sum(known) / len(known)
    language = "zh_Hans" if is_cjk(told.text.title) else "en"
    pool = (rounds.NOTES_HIGH if mean >= 3.5 else rounds.NOTES_LOW)[language]
    proposal = Outcome.ACCEPT if mean >= 3.6 else Outcome.DECLINE if mean < 2.6 else None
    return ReviewNotes(
        note_to_author=dice.choice(pool) if dice.random() < SHARE_NOTES else "",
        private_note=dice.choice(rounds.NOTES_PRIVATE) if dice.random() < SHARE_PRIVATE else "",
        proposal=str(proposal) if proposal is not None and dice.random() < 0.6 else None,
        confidence=dice.choice((None, 1, 3, 3, 3, 5, 5)),
    )


def _score(story: Story, session: Session, told: Told, given: Given) -> None:
    """Score it, unless the member has a conflict with it or was not asked."""
    item, member = session.items[told.text.title], story.cast.person_id(given.member)
    if (item.id, member) in session.recused:
        return
    if session.round.is_assigned and not is_assigned(item.id, member):
        return
    criteria = session.round.rubric_version.criteria
    scores = {criterion.id: answer for criterion, answer in zip(criteria, given.answers, strict=True)}
    service.submit_review(
        item, ReviewData(scores=scores, notes=given.notes), by=story.cast.actor(given.member)
    )


def _plan_decisions(story: Story, session: Session, moments: Moments) -> None:
    published = schedule.published_at(moments, session.number)
    closed = schedule.closes_on(moments, session.number) + timedelta(days=1)
    chair, convener = story.cast.actor(company.CHAIR), story.cast.actor(CONVENER)
    story.timeline.at(
        moments.at(closed, schedule.ZONE, hour=8), lambda: service.close_round(session.round, by=convener)
    )
    answering.plan(story, session.began, moments.at(closed, schedule.ZONE, hour=15))
    if session.number in RATED:
        rating.plan(story, session.began, session.number, moments.at(closed, schedule.ZONE, hour=16))
    meeting = published - timedelta(days=1, hours=1)
    story.timeline.at(meeting - timedelta(minutes=25), partial(_meet, story, session))
    ideas = story.of_round(session.number)
    story.timeline.at(
        meeting + timedelta(minutes=4 * len(ideas)), lambda: service.end_meeting(session.round, by=chair)
    )
    for place, told in enumerate(ideas):
        step = _step(told.text, session.number)
        at = meeting + timedelta(minutes=4 * place)
        story.timeline.at(at, partial(_decide, story, session, told.text.title, step))
    story.timeline.at(
        meeting - timedelta(minutes=20), partial(voting.hold, story, session.began, session.number)
    )
    story.timeline.at(published, lambda: service.publish_round(session.round, by=chair))


def _decide(story: Story, session: Session, title: str, step: Step) -> None:
    outcome = Outcome(step.outcome or "")
    dice = story.dice(f"prediction {title}")
    accepted = outcome is Outcome.ACCEPT
    data = DecisionData(
        outcome=str(outcome),
        reason=step.reason,
        revise_by=company_today() + timedelta(days=REVISE_DAYS) if outcome is Outcome.REVISE else None,
        probability=min(90, max(20, round((step.quality + dice.gauss(0, 12)) / 5) * 5)) if accepted else None,
    )
    item = session.items[title]
    is_recused = (item.id, story.cast.person_id(company.CHAIR)) in session.recused
    if not is_recused:
        service.call_idea(item, by=story.cast.actor(company.CHAIR))
    service.decide(item, data, by=story.cast.actor(company.ADMINISTRATOR if is_recused else company.CHAIR))


def _meet(story: Story, session: Session) -> None:
    service.start_meeting(session.round, by=story.cast.actor(company.CHAIR))
