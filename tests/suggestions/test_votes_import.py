"""Replaying votes: one ballot per voter and idea, the later instant wins, the same file twice changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from improve.core.db import db, transaction
from improve.core.errors import Forbidden
from improve.core.policy import SYSTEM
from improve.suggestions import service
from improve.suggestions.models import Suggestion, Vote
from improve.suggestions.rules import best
from improve.suggestions.values import ImportedSuggestion
from improve.suggestions.votes_import.models import ImportedBallot
from improve.suggestions.votes_import.pabulib import recognize
from improve.suggestions.votes_import.replay import Ballot, Replay
from improve.suggestions.votes_import.values import VoteRow, parse
from tests.people import act, make_person
from tests.suggestions.ideas import idea, vote_of

Run = Callable[..., Result]


@pytest.fixture
def two_ideas(app: Flask) -> None:
    with app.app_context(), transaction():
        rows = [
            ImportedSuggestion(title=f"Idea {number}", external_id=number, votes_for=10)
            for number in ("A", "B")
        ]
        service.import_suggestions(rows, by=SYSTEM)


def table(folder: Path, lines: Iterable[str], head: str = "suggestion,voter,value,at") -> Path:
    file = folder / "votes.csv"
    file.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return file


def told(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.stderr
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def stored(app: Flask) -> dict[str, tuple[int, int, int]]:
    """Ballots for and against, and all votes, by external id."""
    with app.app_context():
        rows = db.session.scalars(select(Suggestion).where(Suggestion.external_id.is_not(None)))
        return {str(s.external_id): (s.votes_for, s.votes_against, s.votes) for s in rows}


@pytest.mark.usefixtures("two_ideas")
@pytest.mark.parametrize(
    ("lines", "standing"),
    [
        (["A,x,1,1500000000", "A,x,-1,1500000001"], -1),
        (["A,x,-1,1500000001", "A,x,1,1500000000"], -1),
        (["A,x,1,1500000000", "A,x,-1,1500000000"], -1),
        (["A,x,-1,1500000000999", "A,x,1,1500000001"], 1),
        (["A,x,-1,2017-07-14T02:40:01Z", "A,x,1,1500000000"], -1),
        (["A,x,1,", "A,x,-1,"], -1),
        (["A,x,1,1500000000", "A,x,-1,"], -1),
        (["A,x,agree,1500000000", "A,x,Pass,1500000001"], 0),
        (["A,x,反对,1500000000", "A,x,赞成,1500000001"], 1),
        (["A, x ,1,1500000000", "A,x,0,1500000000"], 0),
    ],
)
def test_the_later_instant_wins_and_at_equal_instants_the_later_row(
    app: Flask, run: Run, tmp_path: Path, lines: list[str], standing: int
) -> None:
    answer = told(run("import", "votes", table(tmp_path, lines), "--json"))
    assert (answer["for"], answer["against"], answer["neutral"]) == (
        int(standing == 1),
        int(standing == -1),
        int(standing == 0),
    )
    assert (answer["read"], answer["ballots"], answer["voters"], answer["skipped"]) == (2, 1, 1, 1)
    up, down = int(standing == 1), int(standing == -1)
    assert stored(app)["A"] == (up, down, 10 + up)


@pytest.mark.usefixtures("two_ideas")
def test_the_same_file_again_changes_nothing(app: Flask, run: Run, tmp_path: Path) -> None:
    file = table(tmp_path, ["A,x,1,1500000000", "A,x,-1,1500000000", "A,y,1,1500000000", "B,x,0,1500000000"])
    first = told(run("import", "votes", file, "--json"))
    before = stored(app), rows(app)
    again = told(run("import", "votes", file, "--json"))
    assert (stored(app), rows(app)) == before
    assert again == {**first, "skipped": 4}


def rows(app: Flask) -> list[tuple[Any, ...]]:
    with app.app_context():
        kept = select(ImportedBallot.id, ImportedBallot.voter, ImportedBallot.value, ImportedBallot.at)
        return [tuple(row) for row in db.session.execute(kept.order_by(ImportedBallot.id))]


@pytest.mark.usefixtures("two_ideas")
def test_an_older_file_leaves_what_is_newer_and_a_newer_one_replaces_it(
    app: Flask, run: Run, tmp_path: Path
) -> None:
    run("import", "votes", table(tmp_path, ["A,x,1,1500000005"]), "--json")
    older = told(run("import", "votes", table(tmp_path, ["A,x,-1,1500000004"]), "--json"))
    assert (older["for"], older["against"], older["skipped"]) == (1, 0, 1)
    newer = told(run("import", "votes", table(tmp_path, ["A,x,-1,1500000006"]), "--json"))
    assert (newer["for"], newer["against"], newer["skipped"]) == (0, 1, 0)
    assert stored(app)["A"] == (0, 1, 10)


@pytest.mark.usefixtures("two_ideas")
def test_bad_rows_are_named_and_the_good_ones_count(app: Flask, run: Run, tmp_path: Path) -> None:
    lines = ["A,x,1,1500000000", "Z,x,1,1500000000", "A,,1,1500000000", "A,y,2,1500000000", "A,z,1,soon"]
    answer = told(run("import", "votes", table(tmp_path, lines), "--json"))
    assert [(error["row"], error["column"]) for error in answer["errors"]] == [
        (3, "suggestion"),
        (4, "voter"),
        (5, "value"),
        (6, "at"),
    ]
    assert (answer["read"], answer["ballots"], stored(app)["A"]) == (5, 1, (1, 0, 11))


@pytest.mark.usefixtures("two_ideas")
@pytest.mark.parametrize(
    ("head", "options"),
    [("suggestion,who", ()), ("suggestion,voter,value", ("--map", "voter=nobody")), ("a,b,c", ())],
)
def test_a_file_that_does_not_fit_leaves_nothing(
    app: Flask, run: Run, tmp_path: Path, head: str, options: tuple[str, ...]
) -> None:
    result = run("import", "votes", table(tmp_path, ["A,x,1"], head), "--json", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert rows(app) == []


def test_a_dry_run_tells_the_same_and_stores_nothing(
    app: Flask, run: Run, tmp_path: Path, two_ideas: None
) -> None:
    file = table(tmp_path, ["A,x,1,1500000000", "B,x,-1,1500000000"])
    dry = told(run("import", "votes", file, "--json", "--dry-run"))
    assert rows(app) == []
    assert stored(app)["B"] == (0, 0, 10)
    assert told(run("import", "votes", file, "--json")) == dry


@pytest.mark.usefixtures("context")
def test_the_ballot_of_somebody_with_an_account_is_theirs() -> None:
    """One ballot per person, whether they press the button or a file brings it."""
    author, ann = act(make_person("writer")), act(make_person("E 17"))
    with transaction():
        service.import_suggestions([ImportedSuggestion(title="A", external_id="A")], by=SYSTEM)
    subject = db.session.scalars(select(Suggestion)).one()
    vote_of(ann, on=subject)
    bring(VoteRow("A", "e17", -1), VoteRow("A", "somebody", 1))
    assert counted() == (1, 1)
    assert db.session.scalars(select(Vote.value)).all() == [-1]
    bring(VoteRow("A", "e17", 0))
    assert (counted(), db.session.scalars(select(Vote.value)).all()) == ((1, 0), [])
    bring(VoteRow("A", "E17", 1))
    assert counted() == (2, 0)
    with transaction():
        service.take_back(db.session.scalars(select(Suggestion)).one(), by=ann)
    assert counted() == (1, 0)
    own = idea(author, "Mine")
    with transaction():
        own.external_id = "mine"
    became = bring(VoteRow("mine", "writer", 1))
    assert not isinstance(became[0], str)
    assert own.votes == 0


@pytest.mark.usefixtures("context")
def test_a_name_that_got_an_account_has_still_one_ballot() -> None:
    with transaction():
        service.import_suggestions([ImportedSuggestion(title="A", external_id="A")], by=SYSTEM)
    bring(VoteRow("A", "bo", 1))
    make_person("bo")
    bring(VoteRow("A", "bo", -1))
    assert counted() == (0, 1)
    assert db.session.scalars(select(ImportedBallot)).all() == []


@pytest.mark.usefixtures("context")
def test_only_who_may_import_may_replay() -> None:
    with pytest.raises(Forbidden):
        bring(VoteRow("A", "x", 1), by=act(make_person("member")))


def bring(*given_rows: VoteRow, by: Any = SYSTEM) -> list[Any]:
    with transaction():
        return Replay().apply(given_rows, by)


def counted() -> tuple[int, int]:
    db.session.expire_all()
    found = db.session.scalars(select(Suggestion).where(Suggestion.external_id == "A")).one()
    assert found.best == pytest.approx(best(found.votes, found.votes_against))
    return found.votes_for, found.votes_against


instants = st.one_of(st.none(), st.datetimes())


@given(st.lists(st.tuples(st.sampled_from([-1, 0, 1]), st.datetimes()), min_size=1, max_size=8))
def test_replaying_in_any_split_gives_the_latest(events: list[tuple[int, Any]]) -> None:
    standing: Ballot | None = None
    for value, at in events:
        new = Ballot(value, at)
        if standing is None or standing.yields_to(new):
            standing = new
    latest = max(at for _value, at in events)
    assert standing is not None
    assert (standing.value, standing.at) == ([v for v, at in events if at == latest][-1], latest)


# Pabulib

PB = """META
key;value
description;A small budget
date_end;30.06.2017
PROJECTS
project_id;cost;votes;name
7;100;2;"Trees; and shade"
8;50;1;Benches
9;1;0;
VOTES
voter_id;vote;age
1;7,8;40
2;7;
2;7,99;
"""


def test_a_pabulib_file_brings_its_projects_and_each_approval_is_a_ballot_for(
    app: Flask, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "budget.pb"
    file.write_text(PB, encoding="utf-8")
    first = told(run("import", "votes", file, "--json"))
    assert (first["read"], first["ballots"], first["voters"], first["for"]) == (5, 3, 2, 3)
    assert [error["row"] for error in first["errors"]] == [14]
    assert stored(app) == {"7": (2, 0, 2), "8": (1, 0, 1), "9": (0, 0, 0)}
    with app.app_context():
        assert db.session.scalars(select(Suggestion.title).order_by(Suggestion.id)).all() == [
            "Trees; and shade",
            "Benches",
            "9",
        ]
    again = told(run("import", "votes", file, "--json"))
    assert (again["ballots"], again["skipped"], len(stored(app))) == (3, 4, 3)


@pytest.mark.parametrize("content", [b"", b"suggestion,voter\nA,x", b"METADATA\nkey;value\n", b"\xff\xfeM"])
def test_other_files_are_not_taken_for_pabulib(content: bytes) -> None:
    assert recognize(content) is None


def test_a_row_of_a_table_is_a_ballot_even_with_a_title() -> None:
    raw = {"suggestion": "A", "voter": "x", "value": "1", "project_title": "B"}
    assert parse(raw) == VoteRow("A", "x", 1)


# The real files: figures of ../shared/data/README.md

POLIS = {
    "15-per-hour-seattle": {"read": 2995, "ballots": 2872, "for": 1358, "against": 922, "neutral": 592},
    "brexit-consensus": {"read": 5312, "ballots": 5303, "for": 2685, "against": 1952, "neutral": 666},
}


@pytest.mark.parametrize("name", POLIS)
def test_the_polis_files_give_their_published_ballots(
    app: Flask, run: Run, shared: Path, name: str, database: object
) -> None:
    folder = shared / "data" / "votes"
    comments = folder / f"{name}.comments.csv"
    run("import", "suggestions", comments, "--map", "external_id=comment-id", "--map", "body=comment-body")
    file = folder / f"{name}.votes.csv"
    maps = ("suggestion=comment-id", "voter=voter-id", "value=vote", "at=timestamp")
    command = ("import", "votes", file, *(part for pair in maps for part in ("--map", pair)), "--json")
    answer = told(run(*command))
    assert {key: answer[key] for key in POLIS[name]} == POLIS[name]
    counts = stored(app)
    assert sum(up for up, _down, _all in counts.values()) == POLIS[name]["for"]
    assert sum(down for _up, down, _all in counts.values()) == POLIS[name]["against"]
    again = told(run(*command))
    assert again == {**answer, "skipped": answer["read"]}
    assert stored(app) == counts


def test_the_pabulib_file_gives_its_published_approvals(app: Flask, run: Run, shared: Path) -> None:
    file = shared / "data" / "votes" / "Poland_Warszawa_2018_Slodowiec.pb"
    answer = told(run("import", "votes", file, "--json"))
    assert (answer["voters"], answer["ballots"], answer["for"], answer["errors"]) == (716, 2159, 2159, [])
    assert {key: up for key, (up, _down, _all) in stored(app).items()} == {
        "796": 481,
        "715": 384,
        "2201": 352,
        "2668": 348,
        "1787": 338,
        "1238": 256,
    }
