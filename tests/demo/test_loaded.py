"""The whole demonstration, as it stands in the tables."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from improve.accounts.models import Organization, Person, RoleAssignment, Unit
from improve.audit.models import AuditEntry
from improve.awards.models import Award
from improve.core.db import Base, UtcDateTime, db, transaction
from improve.core.errors import Refused
from improve.core.localized import LANGUAGES, LocalizedJSON
from improve.core.policy import SYSTEM, Role
from improve.demo import keys, service
from improve.demo.content import deliveries
from improve.demo.content.projects import PROJECTS
from improve.demo.scenes.surveys import HALF_DAYS_SINCE, MESSAGES_SINCE
from improve.demo.values import NewCompany
from improve.metrics.models import Metric, Reading
from improve.notifications.models import InboxNotice, OutgoingMail
from improve.projects.models import Decision as ProjectDecision
from improve.projects.models import Project, Stage, StageChange, StoredVerdict
from improve.reviews.models import Assignment as ReviewAssignment
from improve.reviews.models import (
    AuthorResponse,
    Ballot,
    Decision,
    Declaration,
    Meeting,
    Membership,
    Practice,
    PracticeReview,
    Rating,
    Review,
    Round,
    RoundItem,
    Rubric,
    StoredStanding,
    Summary,
    Talked,
)
from improve.reviews.models import Vote as CommitteeVote
from improve.reviews.queries import foreseen_by, items_of, rated_in
from improve.reviews.rules.calibration import calibration
from improve.reviews.values import VoteKind
from improve.suggestions.anonymity.models import Claim
from improve.suggestions.asking.models import AuthorQuestion
from improve.suggestions.linking.models import Link
from improve.suggestions.merging.models import Merge
from improve.suggestions.models import Category, CoAuthor, Comment, StatusChange, Suggestion, Vote
from improve.suggestions.routing.models import Assignment, Route
from improve.suggestions.values import RUNNING, Status
from improve.suggestions.voting.models import VotingRule
from improve.surveys.framing.models import FrameSite
from improve.surveys.intents.queries import clicks_of, sent_after_clicking
from improve.surveys.invitations.models import Invitation
from improve.surveys.models import Answer, Response, Rollup, Survey
from improve.surveys.outcomes.models import Follower, Outcome
from improve.surveys.queries import published_version
from improve.surveys.queries.report import results_of
from improve.surveys.segments.leaving import way_of
from improve.surveys.sittings.models import Sitting
from improve.surveys.uploads.models import Upload
from improve.surveys.values.questions import specs_of
from tests.check import ONE_RUN
from tests.demo.conftest import TODAY


def count(model: Any, *conditions: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def test_mails_with_clicks_became_answers_or_not(loaded: Flask) -> None:
    asked = db.session.scalars(select(Survey).where(Survey.anonymity == "pseudonymous")).one()
    score = results_of(asked).leading
    assert score is not None
    clicks = clicks_of(asked, score.score)
    assert clicks is not None and clicks.human is not None and clicks.not_sent is not None
    assert 5 <= clicks.human <= clicks.not_sent - 5
    assert clicks.together is not None and clicks.together.clicks == clicks.human
    assert (sent_after_clicking(asked) or 0) >= 5
    # Nobody gets mail from a demonstration, also not later.
    assert count(OutgoingMail) == 0
    assert count(Invitation, Invitation.due_at.is_not(None)) == 0
    assert {row.told for row in db.session.scalars(select(Follower))} == {
        db.session.scalar(select(func.max(Outcome.id)))
    }


def test_the_company_is_all_there(loaded: Flask) -> None:
    assert count(Person) >= 80
    assert count(Unit, Unit.kind == "site") == 3
    assert count(Unit, Unit.lead_id.is_(None)) == 0
    assert set(db.session.scalars(select(RoleAssignment.role))) == set(Role) - {Role.MEMBER}
    assert count(Person, Person.email.is_(None)) > count(Person) / 2
    assert {status for (status,) in db.session.execute(select(Suggestion.status))} == set(Status)
    assert count(Suggestion) >= 150
    assert count(Vote) > 1_500
    assert count(Comment) > 200
    assert count(Award) >= 8
    assert count(Survey) == 4


def test_rounds_are_published_and_one_is_open_with_some_scores(loaded: Flask) -> None:
    states = Counter(db.session.scalars(select(Round.state)))
    assert states == {"published": 3, "open": 1}
    assert count(Declaration) >= 2
    scored = Counter(
        db.session.execute(
            select(Round.state, Review.item_id)
            .join(RoundItem, RoundItem.id == Review.item_id)
            .join(RoundItem.round)
        ).tuples()
    )
    assert min(number for (state, _item), number in scored.items() if state == "published") >= 3
    progress = Counter(
        db.session.scalars(
            select(Review.reviewer_id).join(Review.item).join(RoundItem.round).where(Round.state == "open")
        )
    )
    asked = Counter(db.session.scalars(select(ReviewAssignment.person_id)))
    shares = [progress[person] / number for person, number in asked.items()]
    assert max(shares) == 1 and min(shares) < 0.5


def test_what_was_foretold_has_its_verdicts_and_members_have_practiced(loaded: Flask) -> None:
    accepted, seen = foreseen_by(SYSTEM)
    found = calibration(accepted, seen, score_name="all")
    assert found.brier is not None and 0 < found.brier < 0.5
    assert 0 < found.delivered < found.known < accepted
    assert any(one.right is not None for one in found.predictors)
    held = db.session.scalars(select(Round).where(Round.state == "open")).one()
    practiced = Counter(
        db.session.scalars(
            select(PracticeReview.practice_id).join(Practice).where(Practice.round_id == held.id)
        )
    )
    assert len(practiced) == 2 and min(practiced.values()) >= 4
    members = set(db.session.scalars(select(Membership.person_id)))
    assert members - set(db.session.scalars(select(PracticeReview.person_id))), "somebody still practices"


def test_the_committee_does_all_that_it_can_besides_scoring(loaded: Flask) -> None:
    """Votes of each kind with a result, meetings, leads, answers, and comments rated often enough to tell."""
    kinds = {vote.kind: vote for vote in db.session.scalars(select(CommitteeVote))}
    assert set(kinds) == set(VoteKind)
    assert all(vote.closed_at and count(Ballot, Ballot.vote_id == vote.id) > 4 for vote in kinds.values())
    published = db.session.scalars(select(Round).where(Round.state == "published")).all()
    met = {meeting.round_id: meeting for meeting in db.session.scalars(select(Meeting))}
    assert met.keys() == {one.id for one in published}
    for one in published:
        decided = db.session.scalars(
            select(Decision.decided_at).join(RoundItem).where(RoundItem.round_id == one.id)
        ).all()
        meeting = met[one.id]
        assert meeting.started_at < min(decided) and max(decided) < (meeting.ended_at or TODAY)
    assert count(Talked) == len({item for (item,) in db.session.execute(select(Talked.item_id))}) > 30
    assert count(Summary) == 3 and count(AuthorResponse, AuthorResponse.answer != "") == 9
    told = [rated_in(one.id, {item.id for item in items_of(SYSTEM, one.id)}, ()) for one in published]
    assert [bool(by_member) for by_member in told] == [False, True, True]
    assert all(0 < one.helpful < one.n for one in told[-1].values() if one.n > 5)
    own = select(Rating.id).join(Review, Review.id == Rating.review_id)
    assert db.session.scalars(own.where(Review.reviewer_id == Rating.person_id)).all() == []


def test_the_members_agree_as_people_do(loaded: Flask) -> None:
    found = [row.data["standing"] for row in db.session.scalars(select(StoredStanding))]
    assert len(found) == 3
    agreement = [json.dumps(standing) for standing in found]
    assert all("icc" in standing.lower() for standing in agreement)


def test_every_column_of_the_board_and_every_verdict_is_there(loaded: Flask) -> None:
    rows = db.session.execute(
        select(Project.stage, Project.decision, StoredVerdict.code, StoredVerdict.early).outerjoin(
            StoredVerdict, StoredVerdict.project_id == Project.id
        )
    ).all()
    assert {row.stage for row in rows} == set(Stage)
    verdicts = {(row.code, row.early) for row in rows if row.code}
    assert verdicts >= {
        ("improved", False),
        ("improved", True),
        ("no_change_shown", False),
        ("worse", False),
        ("not_enough_data", False),
    }
    assert {row.decision for row in rows} >= {ProjectDecision.ADOPT, ProjectDecision.ABANDON, None}
    assert sum(row.code is not None for row in rows) >= 12


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.key)
def test_the_data_show_what_the_story_tells(loaded: Flask, project: Any) -> None:
    row = db.session.scalars(select(Project).where(Project.title == project.title)).one()
    # The clock gives a closed project back to its owner where the readings have slid.
    given_back = select(StageChange.id).where(
        StageChange.project_id == row.id, StageChange.from_stage == "closed", StageChange.to_stage == "act"
    )
    reopened = db.session.scalar(given_back.limit(1)) is not None
    assert row.stage == ("act" if reopened else project.stage)
    assert row.decision == project.decision
    if project.metric is None or project.metric.course.reads is None:
        return
    code, early = project.metric.course.reads
    stored = db.session.scalars(select(StoredVerdict).where(StoredVerdict.project_id == row.id)).one()
    assert (stored.code, stored.early) == (code, early)
    if project.decision is not None:
        assert row.decided_verdict == code


def test_metrics_are_of_several_kinds_and_periods(loaded: Flask) -> None:
    kinds = set(db.session.execute(select(Metric.kind, Metric.period)).tuples())
    assert kinds >= {
        ("value", "week"),
        ("proportion", "week"),
        ("rate", "week"),
        ("rate", "month"),
        ("value", "month"),
    }


def test_the_trend_of_the_survey_moves_for_its_reason(loaded: Flask) -> None:
    survey = db.session.scalars(select(Survey).where(Survey.closes_on.is_(None))).one()
    assert count(Response, Response.survey_id == survey.id) >= 1_400
    today = TODAY.date()
    changed, mended = (today - timedelta(days=days) for days in (HALF_DAYS_SINCE, MESSAGES_SINCE))
    before = _nps(survey.id, date.min, changed)
    during = _nps(survey.id, changed, mended)
    after = _nps(survey.id, mended, today)
    assert before > during + 15
    assert after > during + 25


def _nps(survey_id: int, first: date, last: date) -> float:
    rows = db.session.execute(
        select(Rollup.value, func.sum(Rollup.count))
        .where(
            Rollup.survey_id == survey_id,
            Rollup.question_code == "nps",
            Rollup.value != "na",
            Rollup.day >= max(first, date(2000, 1, 1)),
            Rollup.day < last,
        )
        .group_by(Rollup.value)
    ).tuples()
    counts = {int(value): number for value, number in rows}
    high = sum(number for value, number in counts.items() if value >= 9)
    low = sum(number for value, number in counts.items() if value <= 6)
    return 100 * (high - low) / sum(counts.values())


def test_the_counts_of_answers_are_those_of_the_answers(loaded: Flask) -> None:
    kept = Counter(
        {
            (row.survey_id, row.question_code, row.day, row.value): row.count
            for row in db.session.scalars(select(Rollup))
        }
    )
    counted: Counter[tuple[int, str, date, str]] = Counter(
        db.session.execute(select(Answer.survey_id, Answer.question_code, Answer.day, Answer.value)).tuples()
    )
    for survey_id, day, language in db.session.execute(
        select(Response.survey_id, Response.day, Response.language)
    ):
        counted[(survey_id, "_response", day, language)] += 1
    assert kept == counted


def test_customers_write_in_both_languages_and_in_every_class(loaded: Flask) -> None:
    rows = db.session.execute(
        select(Answer.value, Response.language)
        .join(Response, Response.id == Answer.response_id)
        .where(Answer.text.is_not(None), Answer.question_code != deliveries.PHOTO)
    ).tuples()
    assert {(value, language) for value, language in rows} == {
        (value, language) for value in ("high", "middle", "low") for language in LANGUAGES
    }


def test_some_begin_and_do_not_finish_and_some_send_photos(loaded: Flask) -> None:
    for survey in db.session.scalars(select(Survey)):
        version = published_version(survey)
        assert version is not None
        way = way_of(version, specs_of(version.questions))
        assert way is not None and way.begun is not None
        assert 0.02 < 1 - way.finished / way.begun < 0.25, survey.title
    assert count(Sitting, Sitting.answers.is_(None)) > count(Sitting) / 2  # older than 30 days: forgotten
    assert count(Upload, Upload.response_id.is_not(None)) == count(Upload) == len(deliveries.PHOTOS)
    assert count(FrameSite) == 1


def test_the_counts_of_votes_are_those_of_the_ballots(loaded: Flask) -> None:
    ballots = {
        (row.suggestion_id, row.value): row.n
        for row in db.session.execute(
            select(Vote.suggestion_id, Vote.value, func.count().label("n")).group_by(
                Vote.suggestion_id, Vote.value
            )
        )
    }
    for idea in db.session.scalars(select(Suggestion)):
        wanted = (ballots.get((idea.id, 1), 0), ballots.get((idea.id, -1), 0))
        assert (idea.votes_for, idea.votes_against) == wanted, idea.title
        assert idea.votes == idea.votes_for


def test_nobody_votes_for_their_own_or_after_the_end(loaded: Flask) -> None:
    own = select(Vote.id).join(Suggestion, Suggestion.id == Vote.suggestion_id)
    assert db.session.scalars(own.where(Vote.person_id == Suggestion.author_id)).all() == []
    ended = select(StatusChange.suggestion_id, func.min(StatusChange.at).label("at")).where(
        StatusChange.to_status.in_([Status.DONE, Status.DECLINED, Status.WITHDRAWN])
    )
    ends = dict(db.session.execute(ended.group_by(StatusChange.suggestion_id)).tuples().all())
    late = [
        vote.id for vote in db.session.scalars(select(Vote)) if vote.at > _aware(ends.get(vote.suggestion_id))
    ]
    assert late == []


def _aware(instant: datetime | None) -> datetime:
    return instant or TODAY


def test_nothing_lies_in_the_future_and_history_is_in_order(loaded: Flask) -> None:
    plans = {"expires_at", "due_at"}
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, UtcDateTime) and column.name not in plans:
                newest = db.session.scalar(select(func.max(column)))
                assert newest is None or newest <= TODAY, column
    for model, key in (
        (StatusChange, "at"),
        (Comment, "created_at"),
        (InboxNotice, "created_at"),
        (AuditEntry, "at"),
    ):
        rows = select(getattr(model, key)).order_by(model.id)
        if model is StatusChange:  # what came without a name is of its day, not of its hour
            rows = rows.where(StatusChange.suggestion_id.not_in(select(Claim.suggestion_id)))
        instants = db.session.scalars(rows).all()
        assert list(instants) == sorted(instants), model


def test_ideas_without_a_name_are_asked_and_answered_and_votes_differ(loaded: Flask) -> None:
    assert count(Claim) == 3
    unnamed = select(Claim.suggestion_id)
    assert count(AuthorQuestion, AuthorQuestion.suggestion_id.in_(unnamed), AuthorQuestion.answer != "") == 2
    named = Suggestion.id.in_(unnamed) & (Suggestion.author_id.is_not(None) | Suggestion.unit_id.is_not(None))
    assert count(Suggestion, named) == 0
    assert {rule.kind for rule in db.session.scalars(select(VotingRule))} == {"both", "budget"}
    assert count(Suggestion, Suggestion.counts_hidden_until > TODAY.date()) > 5


def test_ideas_are_looked_after_in_every_way(loaded: Flask) -> None:
    """Routes, questions, the local lane, parking, and what a late answer leads to."""
    kinds = {kind for (kind,) in db.session.execute(select(Assignment.kind))}
    assert kinds >= {"route", "local", "breach", "raised"}
    assert count(Route) == 2
    assert count(AuthorQuestion, AuthorQuestion.closed_at.is_(None)) == 1
    assert count(AuthorQuestion, AuthorQuestion.answer != "") == 4
    assert count(Suggestion, Suggestion.parked_until > TODAY.date()) == 1
    assert count(Suggestion, Suggestion.replied_at.is_not(None)) == 1
    assert count(Suggestion, Suggestion.audience == "handlers") == 1
    assert count(Suggestion, Suggestion.status == "merged") == count(Merge) == 2
    assert (
        count(CoAuthor, CoAuthor.merge_id.is_not(None)) == 2 and count(Vote, Vote.merge_id.is_not(None)) > 2
    )
    assert count(Link) == 3
    waiting = select(Suggestion).where(Suggestion.status.in_(RUNNING), Suggestion.answered_on.is_(None))
    for idea in db.session.scalars(waiting):
        assert idea.assignee_id is not None, idea.title
        # What is late was raised in the morning; nothing is left for the clock of the visitor.
        assert idea.escalate_on is None or idea.escalate_on > TODAY.date(), idea.title


def test_the_board_is_used_as_people_use_it(loaded: Flask) -> None:
    """Extra fields, pictures, places, talk, drafts, views: each is there to be looked at."""
    assert {table: db.session.scalar(text(f"SELECT count(*) FROM {table}")) for table in USED} == USED
    assert {idea.audience for idea in db.session.scalars(select(Suggestion))} >= {"everyone", "handlers"}


def test_most_ideas_are_answered_by_the_promised_day(loaded: Flask) -> None:
    due = [
        idea.answered_on is not None and idea.answered_on <= idea.promised_on
        for idea in db.session.scalars(select(Suggestion))
        if idea.promised_on is not None
        and idea.promised_on < TODAY.date()
        and idea.status != Status.WITHDRAWN
    ]
    assert 0.85 < sum(due) / len(due) < 1


def test_every_structure_has_both_languages(loaded: Flask) -> None:
    checked = 0
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, LocalizedJSON):
                for value in db.session.scalars(select(column).where(column.is_not(None))):
                    if value:
                        checked += 1
                        assert set(value) == set(LANGUAGES), (column, value)
    assert checked > 100


def test_no_mail_waits_and_old_messages_are_read(loaded: Flask) -> None:
    assert count(OutgoingMail) == 0
    old = TODAY - timedelta(days=10)
    assert count(InboxNotice, InboxNotice.read_at.is_(None), InboxNotice.created_at < old) == 0
    assert count(InboxNotice, InboxNotice.read_at.is_(None)) > 0
    assert count(Person, Person.mail_wanted, Person.email.is_(None)) == 0


def test_readings_follow_their_periods(loaded: Flask) -> None:
    rows = db.session.execute(select(Reading.metric_id, Reading.period_start, Reading.entered_at)).all()
    assert rows
    assert all(row.period_start <= row.entered_at.date() for row in rows)


def test_a_second_load_is_refused_and_changes_nothing(loaded: Flask) -> None:
    before = count(AuditEntry)
    with pytest.raises(Refused):
        service.load()
    assert count(AuditEntry) == before
    assert count(Person) >= 80


def test_the_sign_ins_are_for_the_owner_only_and_fit(loaded: Flask) -> None:
    assert stat.S_IMODE(keys.path().stat().st_mode) == 0o600
    found = service.sign_ins()
    assert len({one.password for one in found}) == len(found) >= 8
    assert all(set(one.role) == set(LANGUAGES) == set(one.what) for one in found)
    hashed = select(func.count()).select_from(Person).where(Person.password_hash.is_not(None))
    assert db.session.scalar(hashed) == len(found)


USED = {
    "suggestions_field": 3,
    "suggestions_field_answer": 7,
    "suggestions_attachment": 4,
    "suggestions_place": 3,
    "suggestions_place_of_idea": 3,
    "suggestions_kiosk": 1,
    "suggestions_reaction": 6,
    "suggestions_comment_version": 1,
    "suggestions_comment_report": 1,
    "suggestions_canned_answer": 2,
    "suggestions_draft": 3,
    "suggestions_view": 4,
    "suggestions_naming_consent": 8,
}


def test_the_same_seed_and_day_tell_the_same_story(
    loaded: Flask, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """On both databases, which `make test` runs one after the other in two processes: what each of them told lies
    where the other finds it."""
    told = {
        "ideas": select(
            Suggestion.title, Suggestion.status, Suggestion.votes, Suggestion.submitted_at
        ).order_by(Suggestion.id),
        "comments": select(Comment.body, Comment.created_at).order_by(Comment.id),
        "scores": select(RoundItem.suggestion_id, Review.reviewer_id, Review.score, Review.note_to_author)
        .join(Review.item)
        .order_by(Review.id),
        "ratings": select(Rating.review_id, Rating.person_id, Rating.is_helpful).order_by(Rating.id),
        "ballots": select(Ballot.vote_id, Ballot.person_id, Ballot.marks).order_by(Ballot.id),
        "summaries": select(Summary.item_id, Summary.person_id, Summary.proposal).order_by(Summary.id),
        "answers": select(AuthorResponse.item_id, AuthorResponse.answer).order_by(AuthorResponse.id),
        "practice": select(PracticeReview.practice_id, PracticeReview.person_id).order_by(PracticeReview.id),
        "talk": select(Talked.item_id, Talked.at).order_by(Talked.id),
        "readings": select(
            Reading.metric_id, Reading.period_start, Reading.value, Reading.numerator
        ).order_by(Reading.id),
        # Databases order texts in their own ways.
        "surveys": select(Rollup.question_code, Rollup.day, Rollup.value, Rollup.count),
    }
    digests = {}
    for part, statement in told.items():
        rows = [[_plain(value) for value in row] for row in db.session.execute(statement)]
        assert rows, part
        lines = sorted(rows) if part == "surveys" else rows
        digests[part] = hashlib.sha256(json.dumps(lines).encode()).hexdigest()
    folder = Path(os.environ.get(ONE_RUN) or tmp_path_factory.getbasetemp().parent)
    mine = f"story-{db.engine.dialect.name}.json"
    (folder / mine).write_text(json.dumps(digests), encoding="utf-8")
    for other in folder.glob("story-*.json"):
        assert json.loads(other.read_text(encoding="utf-8")) == digests, f"{other.name} is not {mine}"


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True)
    return f"{value:.6f}" if isinstance(value, float) else str(value)


class Undo(Exception):
    """Ends a transaction without keeping it."""


def test_a_reset_leaves_the_settings_and_nothing_else(loaded: Flask) -> None:
    kept = keys.path().read_bytes()
    try:
        with pytest.raises(Undo), transaction():
            link = service.reset(NewCompany("My Works"))
            assert "/link/" in link
            row = db.session.get_one(Organization, 1)
            assert (row.demo_loaded_at, row.currency, row.time_zone) == (None, "CNY", "Asia/Shanghai")
            assert set(row.name.values()) == {"My Works"}
            assert count(Category) == 9
            assert count(Rubric) == 1
            left = {
                table.name: db.session.scalar(select(func.count()).select_from(table))
                for table in Base.metadata.sorted_tables
            }
            assert {name for name, rows in left.items() if rows} == {
                "accounts_link",
                "accounts_organization",
                "accounts_special_days",
                "audit_entry",
                "reviews_anchor",
                "reviews_criterion",
                "reviews_rubric",
                "reviews_rubric_version",
                "suggestions_category",
            }
            assert db.session.scalar(text("SELECT count(*) FROM suggestions_fts")) == 0
            assert [entry.event for entry in db.session.scalars(select(AuditEntry))] == [
                "DemonstrationRemoved"
            ]
            assert not keys.path().exists()
            raise Undo
    finally:
        keys.path().write_bytes(kept)
        keys.path().chmod(0o600)
