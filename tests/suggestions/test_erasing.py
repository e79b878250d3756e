"""The address of somebody who is erased goes from ideas, too; what an employee wrote stays otherwise as it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from improve.contacts.erasing import service
from improve.core.db import transaction
from improve.core.mail.addresses import keys_in, without
from improve.core.policy import SYSTEM, Role
from improve.suggestions import queries
from improve.suggestions import service as suggestions
from improve.suggestions.discussion import service as talking
from improve.suggestions.values import CommentText, Filters, Outcome
from tests.contacts.test_erasing import leftovers
from tests.people import act, make_person
from tests.projects.making import make_project
from tests.suggestions.ideas import idea

WANG, KEY = "Wang@Example.com", "wang@example.com"


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ask wang@example.com.", "Ask […]."),
        ("我的邮箱是Wang@Example.com，请回复", "我的邮箱是[…]，请回复"),
        ("ｗａｎｇ＠example.com ﬁrst", "[…] ﬁrst"),
        ("<wang@example.com>, wang@example.com", "<[…]>, […]"),
        ("xwang@example.com wang@example.com.cn li@example.com", None),
        ("ẞ ﬁ 😀 wang@example.com 😀", "ẞ ﬁ 😀 […] 😀"),
        ("@" * 5_000, None),
    ],
)
def test_an_address_is_taken_out_of_a_text(text: str, left: str | None) -> None:
    assert without(text, KEY) == (text if left is None else left)
    assert KEY not in keys_in(without(text, KEY))


def _found(by: Any, text: str) -> int:
    return queries.page_of(by, Filters(q=text)).total


@pytest.mark.usefixtures("context")
def test_erasing_reaches_ideas_their_talk_and_their_copies(clock: Any) -> None:
    """Titles, texts, comments with their earlier versions, reasons, the search, and the project that took them over."""
    boss = act(make_person("boss", roles=[Role.COORDINATOR]))
    told = idea(boss, f"Answer {WANG} sooner", problem=f"{WANG} waits", idea="Ask li@example.com")
    kept = idea(boss, "Answer li@example.com sooner")
    with transaction():
        said = talking.comment(told, CommentText(f"Called {WANG}"), by=boss)
    project = make_project(told.title, problem=told.problem)
    with transaction():
        talking.edit_comment(told, said, CommentText(f"Called {WANG} twice"), by=boss)
        suggestions.decide(told, Outcome.DECLINED, f"{WANG} has an answer", by=boss)
    assert {kind.code for kind in service.held(WANG, by=SYSTEM)} >= {"ideas", "idea_comments", "projects"}
    assert _found(boss, "wang@example.com") == 1
    with transaction():
        gone = service.erase(WANG, by=SYSTEM)
    assert gone == {"ideas": 2, "idea_comments": 3, "projects": 1, "messages": 3}
    assert (told.title, told.problem, told.idea) == ("Answer […] sooner", "[…] waits", "Ask li@example.com")
    assert (said.body, project.title, project.problem) == ("Called […] twice", told.title, told.problem)
    assert kept.title == "Answer li@example.com sooner"
    assert _found(boss, "wang@example.com") == 0 and _found(boss, "sooner") == 2
    assert leftovers(WANG) == []
    with transaction():
        told.title = f"From a backup: {WANG}"
    clock.move(days=1)
    with transaction():
        assert service.apply_again(clock.now - timedelta(days=2)) is not None
    assert told.title == "From a backup: […]"
