"""Replaying the ballots of a file onto what stands: the later instant wins, at equal instants the later row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from improve.accounts.models import Person
from improve.accounts.queries import fold_login
from improve.core import clock
from improve.core.db import db
from improve.core.errors import Invalid
from improve.core.events import publish
from improve.core.importing.ports import Became
from improve.core.messages import _l
from improve.core.policy import COMPANY, Actor, authorize
from improve.suggestions import service
from improve.suggestions.events import SuggestionImported
from improve.suggestions.importer import parse as parse_suggestion
from improve.suggestions.models import Suggestion, Vote
from improve.suggestions.policy import Permission
from improve.suggestions.queries import authors_of, by_external_id
from improve.suggestions.values import AGAINST, FOR, Status
from improve.suggestions.votes_import import store
from improve.suggestions.votes_import.models import ImportedBallot
from improve.suggestions.votes_import.values import NEUTRAL, ProjectRow, VoteRow
from improve.suggestions.voting.store import count_anew

AT_ONCE = 500
Key = tuple[int, str]  # the idea, and the voter: a login or a name


@dataclass(frozen=True)
class Ballot:
    """What a voter says of an idea, and since when. `row`: the row of the file that says it; None: stored."""

    value: int
    at: datetime | None
    row: int | None = None

    def yields_to(self, other: Ballot) -> bool:
        """Does `other`, which comes later in order, replace it? Where an instant is unknown, order decides."""
        return self.at is None or other.at is None or other.at >= self.at

    def differs(self, other: Ballot) -> bool:
        """Would storing `other` in its place change anything?"""
        return self.value != other.value or (other.at is not None and self.at != other.at)


@dataclass(frozen=True)
class Tally:
    """The ballots that stand after an import, of the voters and ideas that its file names.

    `skipped`: rows that changed nothing, because a later one counts or because they were known.
    """

    ballots: int = 0
    voters: int = 0
    up: int = 0
    down: int = 0
    neutral: int = 0
    skipped: int = 0
    projects: int = 0


class Replay:
    """One file's ballots. `apply` is the importer's: the whole file is one batch."""

    def __init__(self) -> None:
        self.tally = Tally()

    def apply(self, rows: Sequence[VoteRow | ProjectRow], by: Actor) -> list[Became]:
        """Store the ballots; says for each row whether it created or updated one, or why it was not taken."""
        authorize(by, Permission.IMPORT, COMPANY)
        projects = {number: row for number, row in enumerate(rows) if isinstance(row, ProjectRow)}
        became: list[Became] = ["skipped"] * len(rows)
        for number, outcome in _create(projects, by).items():
            became[number] = outcome
        votes = {number: row for number, row in enumerate(rows) if isinstance(row, VoteRow)}
        hall = _Hall(list(votes.values()))
        before: dict[Key, Ballot] = hall.standing()
        after = dict(before)
        for number, row in votes.items():
            key = hall.key(row)
            if isinstance(key, Invalid):
                became[number] = key
                continue
            new = Ballot(row.value, row.at, number)
            if key not in after or after[key].yields_to(new):
                after[key] = new
        named = {key for row in votes.values() if isinstance(key := hall.key(row), tuple)}
        changed = {}
        for key in named:
            ballot = after[key]
            if ballot.row is not None and (key not in before or before[key].differs(ballot)):
                changed[key] = ballot
                became[ballot.row] = "updated" if key in before else "created"
        _store(changed, hall.people, by)
        skipped = sum(became[number] == "skipped" for number in votes)
        self.tally = replace(_tally(after, named), skipped=skipped, projects=len(projects))
        return became


def _tally(standing: Mapping[Key, Ballot], named: Collection[Key]) -> Tally:
    values = [standing[key].value for key in named]
    return Tally(
        ballots=len(values),
        voters=len({voter for _idea, voter in named}),
        up=values.count(FOR),
        down=values.count(AGAINST),
        neutral=values.count(NEUTRAL),
    )


def _create(projects: dict[int, ProjectRow], by: Actor) -> dict[int, Became]:
    """Make ideas of the projects that are not here yet; those that are stay as they are."""
    known = by_external_id(row.suggestion for row in projects.values())
    new = {number: row for number, row in projects.items() if row.suggestion not in known}
    rows = [
        parse_suggestion(
            {"external_id": row.suggestion, "title": row.project_title, "problem": row.project_text}
        )
        for row in new.values()
    ]
    made = service.import_suggestions(rows, by=by)
    return {number: str(outcome) for number, outcome in zip(new, made, strict=True)}


class _Hall:
    """Who votes on what: the ideas and the accounts that the rows name, and the ballots already cast."""

    def __init__(self, rows: Sequence[VoteRow]) -> None:
        self.ideas = by_external_id(dict.fromkeys(row.suggestion for row in rows))
        self.merged = _merged(list(self.ideas.values()))
        self.people = _people(list(dict.fromkeys(row.voter for row in rows)))
        self.authors = _authors(list(self.ideas.values())) if self.people else {}
        self._logins = {person_id: login for login, person_id in self.people.items()}

    def key(self, row: VoteRow) -> Key | Invalid:
        """The idea and the voter, or why this ballot cannot be taken."""
        idea = self.ideas.get(row.suggestion)
        if idea is None:
            return Invalid.field("suggestion", _l("There is no idea with this number."))
        if idea in self.merged:
            return Invalid.field("suggestion", _l("This idea is part of another one now."))
        login = fold_login(row.voter)
        person_id = self.people.get(login)
        if person_id is None:
            return idea, row.voter
        if person_id in self.authors.get(idea, frozenset()):
            return Invalid.field("voter", _l("This is the voter’s own idea. Only others can back it."))
        return idea, login

    def standing(self) -> dict[Key, Ballot]:
        """The ballots that are stored, of these ideas."""
        found: dict[Key, Ballot] = {}
        ids = sorted(self.ideas.values())
        for start in range(0, len(ids), AT_ONCE):
            part = ids[start : start + AT_ONCE]
            names = select(
                ImportedBallot.suggestion_id, ImportedBallot.voter, ImportedBallot.value, ImportedBallot.at
            )
            for idea, voter, value, at in db.session.execute(
                names.where(ImportedBallot.suggestion_id.in_(part))
            ):
                login = fold_login(voter)
                found[idea, login if login in self.people else voter] = Ballot(value, at)
            if not self.people:
                continue
            votes = select(Vote.suggestion_id, Vote.person_id, Vote.value, Vote.at)
            for idea, person_id, value, at in db.session.execute(votes.where(Vote.suggestion_id.in_(part))):
                if person_id in self._logins:
                    found[idea, self._logins[person_id]] = Ballot(value, at)
        return found


def _merged(ids: Sequence[int]) -> set[int]:
    """Those that were merged: their ballots stand as they were."""
    found: set[int] = set()
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        rows = select(Suggestion.id).where(Suggestion.id.in_(part), Suggestion.status == Status.MERGED)
        found |= set(db.session.scalars(rows))
    return found


def _people(voters: Sequence[str]) -> dict[str, int]:
    """The accounts among the voters: login -> person id."""
    found: dict[str, int] = {}
    logins = sorted({fold_login(voter) for voter in voters})
    for start in range(0, len(logins), AT_ONCE):
        part = logins[start : start + AT_ONCE]
        found |= dict(
            db.session.execute(select(Person.login, Person.id).where(Person.login.in_(part))).tuples().all()
        )
    return found


def _authors(ids: Sequence[int]) -> dict[int, frozenset[int]]:
    found: dict[int, frozenset[int]] = {}
    for start in range(0, len(ids), AT_ONCE):
        found |= authors_of(ids[start : start + AT_ONCE])
    return found


def _store(changed: dict[Key, Ballot], people: dict[str, int], by: Actor) -> None:
    """Write the ballots and count. People's ballots are votes like any other, but for neutral ones."""
    now = clock.now()
    store.lock_ideas({idea for idea, _voter in changed})
    of_people = {key: ballot for key, ballot in changed.items() if key[1] in people}
    cast = {key: ballot for key, ballot in of_people.items() if ballot.value != NEUTRAL}
    neutral = of_people.keys() - cast.keys()
    store.remove_votes([(idea, people[login]) for idea, login in neutral])
    store.remove_ballots(list(cast))
    store.write_votes(
        [(idea, people[login], ballot.value, ballot.at or now) for (idea, login), ballot in cast.items()]
    )
    store.write_ballots(
        [(*key, ballot.value, ballot.at) for key, ballot in changed.items() if key not in cast]
    )
    ideas = sorted({idea for idea, _voter in changed})
    count_anew(ideas)
    for idea in ideas:
        publish(SuggestionImported(actor_id=by.actor_id, subject_id=idea, changed=("votes",)))
