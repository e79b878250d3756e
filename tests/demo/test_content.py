"""What the demonstration says: whole, known people, no text twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from improve.core.localized import LANGUAGES, Localized
from improve.core.text import is_cjk
from improve.demo.content import board, charts, company, deliveries, ideas, prizes, rounds, visits, writing
from improve.demo.content.projects import PROJECTS

IDEAS = writing.read(ideas.TEXTS)
NAMES = {person.name for person in company.PEOPLE}


def test_there_are_about_a_hundred_and_fifty_ideas_and_eighty_people() -> None:
    assert len(IDEAS) >= 150
    assert 75 <= len(company.PEOPLE) <= 90
    assert len([unit for unit in company.UNITS if unit.kind == "site"]) == 3


def test_logins_names_and_titles_are_unique() -> None:
    for values in (
        [person.login for person in company.PEOPLE],
        [person.name for person in company.PEOPLE],
        [idea.title for idea in IDEAS],
        [project.key for project in PROJECTS],
    ):
        assert [value for value, count in Counter(values).items() if count > 1] == []


def test_no_text_is_used_twice() -> None:
    texts = [text for idea in IDEAS for text in (idea.title, idea.problem, idea.idea, idea.expected)]
    texts += [remark.body for idea in IDEAS for remark in idea.comments]
    texts += [text for idea in IDEAS for step in idea.steps for text in (step.reason, step.result) if text]
    short = {"采纳。"}  # an acceptance may be one word
    assert [text for text, count in Counter(texts).items() if count > 1 and text not in short] == []


def test_everybody_who_is_named_works_here() -> None:
    named = {name for idea in IDEAS for name in (idea.author, *idea.co_authors)}
    named |= {remark.author for idea in IDEAS for remark in idea.comments}
    named |= (
        {unit.lead for unit in company.UNITS} | set(company.COMMITTEE) | set(company.COORDINATORS.values())
    )
    named |= {project.owner for project in PROJECTS if project.owner}
    named |= {prize.person for prize in prizes.PRIZES} | {prize.by for prize in prizes.PRIZES}
    named |= {one.name for one in company.SIGN_INS} | {name for name, _title, _kind in rounds.DECLARED}
    assert named - NAMES == set()


def test_everybody_belongs_to_a_unit_and_each_unit_stands_below_one_that_exists() -> None:
    codes = {unit.code for unit in company.UNITS}
    assert {person.unit for person in company.PEOPLE} <= codes
    assert {unit.parent for unit in company.UNITS} <= codes | {None}


def test_chinese_sites_write_chinese_and_the_european_one_english() -> None:
    european = {person.name for person in company.PEOPLE if person.is_european}
    for idea in IDEAS:
        for text in (idea.title, idea.problem, idea.idea, idea.expected):
            assert is_cjk(text) is (idea.author not in european), text
        for remark in idea.comments:
            assert is_cjk(remark.body) is (remark.author not in european), remark.body


def test_nobody_judges_or_rewards_what_is_their_own() -> None:
    judged = [idea for idea in IDEAS if idea.rounds]
    assert [remark for idea in judged for remark in idea.comments if remark.author == company.CHAIR] == []
    assert [prize for prize in prizes.PRIZES if prize.person == prize.by] == []


def test_every_project_answers_an_idea_and_every_idea_with_a_project_has_one() -> None:
    assert {project.key for project in PROJECTS} == {idea.project for idea in IDEAS if idea.project}


def test_every_idea_has_a_category_that_exists() -> None:
    assert {idea.category for idea in IDEAS} <= {code for code, _name, _days in company.CATEGORIES}


def test_declared_conflicts_are_about_ideas_of_a_round() -> None:
    titles = {idea.title for idea in IDEAS if idea.rounds}
    assert {title for _name, title, _kind in rounds.DECLARED} <= titles


def test_customers_say_nothing_twice() -> None:
    written = [
        text
        for groups in visits.COMMENTS.values()
        for languages in groups.values()
        for texts in languages.values()
        for text in texts.strip().splitlines()
    ]
    written += [
        text
        for languages in deliveries.COMMENTS.values()
        for texts in languages.values()
        for text in texts.strip().splitlines()
    ]
    written += [photo.said for photo in deliveries.PHOTOS]
    assert len(written) > 150
    assert [text for text, count in Counter(written).items() if count > 1] == []


CONTENT = {
    "board": (*(text.label for text in board.FIELDS), board.PLACES, board.READY),
    "company": (company.NAME, company.UNITS, company.CATEGORIES, company.SIGN_INS),
    "rounds": (rounds.COMMITTEE_NAME, rounds.RUBRIC_NAME, rounds.CRITERIA),
    "projects": PROJECTS,
    "charts": charts.METRICS,
    "prizes": prizes.PROGRAMS,
    "surveys": (
        visits.TITLE,
        visits.INTRO,
        visits.PRIVACY,
        visits.QUESTION,
        deliveries.TITLE,
        deliveries.INTRO,
        deliveries.CHANNEL_NAME,
        deliveries.PHOTO_TEXT,
    ),
}


@pytest.mark.parametrize("part", CONTENT)
def test_structures_are_there_in_both_languages(part: str) -> None:
    found = list(_localized(CONTENT[part]))
    assert found
    assert [text for text in found if set(text) != set(LANGUAGES)] == []


def _localized(value: Any) -> Iterator[Localized]:
    if isinstance(value, Localized):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _localized(item)
    elif is_dataclass(value):
        for item in fields(value):
            yield from _localized(getattr(value, item.name))


def test_a_written_idea_is_read_line_by_line() -> None:
    text = """
# A title
@ Ann, Ben | flow | 12 | round1 74 defer; round2 60 accept done
What happens.
> What could be done.
= What comes of it.
! Not yet.
! Now.
! Done.
- Cem: Before.
* Dai：After.
"""
    (idea,) = writing.read([text])
    assert (idea.title, idea.author, idea.co_authors, idea.category, idea.weeks_ago) == (
        "A title",
        "Ann",
        ("Ben",),
        "flow",
        12,
    )
    assert (idea.problem, idea.idea, idea.expected) == (
        "What happens.",
        "What could be done.",
        "What comes of it.",
    )
    first, second = idea.steps
    assert (first.round, first.quality, first.outcome, first.reason) == (1, 74, "defer", "Not yet.")
    assert (second.outcome, second.done, second.reason, second.result) == ("accept", True, "Now.", "Done.")
    assert [(remark.author, remark.body, remark.late) for remark in idea.comments] == [
        ("Cem", "Before.", False),
        ("Dai", "After.", True),
    ]


@pytest.mark.parametrize(
    "line",
    ["@ Ann | flow | 12 | perhaps", "@ Ann | flow | 12 | new\n- nobody said this", "@ A | f | 1 | new\n! no"],
)
def test_a_slip_in_a_written_idea_is_noticed(line: str) -> None:
    with pytest.raises(ValueError):
        writing.read([f"# Title\n{line}"])
