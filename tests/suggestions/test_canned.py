"""Ready answers: what is filled in, in which language, and that nothing filled in is more than text."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from improve.core import markdown
from improve.core.db import db, transaction
from improve.core.errors import Forbidden, Invalid
from improve.core.localized import Localized
from improve.core.policy import Role
from improve.suggestions.discussion.canned import filled, unknown_places
from improve.suggestions.discussion.models import CannedAnswer
from improve.suggestions.discussion.service import create_canned
from improve.suggestions.discussion.values import CannedData
from improve.suggestions.models import Suggestion
from tests.people import act, make_person
from tests.suggestions.ideas import HOSTILE, idea

pytestmark = pytest.mark.usefixtures("context")
BOTH = Localized(
    en="Dear {author}, {title} is {number}. { me }", zh_Hans="{author}您好：{title}（{number}）{me}"
)


def test_it_speaks_the_language_of_the_idea() -> None:
    chief = act(make_person("chief", "Chief", roles=(Role.COORDINATOR,)))
    english, chinese = (
        idea(act(make_person("ada", "Ada"))),
        idea(act(make_person("wei", "张伟")), "加装托盘", problem="漏油"),
    )
    assert filled(BOTH, english, chief) == f"Dear Ada, Drip trays is \\#{english.id}. Chief"
    assert filled(BOTH, chinese, chief) == f"张伟您好：加装托盘（\\#{chinese.id}）Chief"
    assert filled(Localized(en="Dear {author}"), chinese, chief) == "Dear 张伟"


def test_who_has_no_name_is_a_colleague() -> None:
    chief = act(make_person("chief"))
    nameless = idea(act(make_person("ada")))
    with transaction():
        nameless.author_id = None
    db.session.refresh(nameless)
    assert filled(Localized(en="Dear {author}"), nameless, chief) == "Dear colleague"
    nameless.language = "zh_Hans"
    assert filled(Localized(zh_Hans="{author}您好"), nameless, chief) == "同事您好"
    db.session.rollback()


@pytest.mark.parametrize(
    "title", [*HOSTILE.values(), "# {author} **b** [x](http://e) @[Ada](1)", "{me}"], ids=str
)
def test_a_title_is_only_a_title(title: str) -> None:
    chief = act(make_person("chief", "Chief"))
    about = idea(act(make_person("ada", "Ada")), title)
    stored: Suggestion = db.session.get_one(Suggestion, about.id)
    shown = LexborHTMLParser(
        f"<div>{markdown.html(filled(Localized(en='“{title}”', zh_Hans='“{title}”'), stored, chief))}</div>"
    )
    assert shown.text().strip() == f"“{stored.title}”"
    assert shown.css("strong, a, b, em, img, script") == []
    assert (
        filled(Localized(en="{title}", zh_Hans="{title}"), stored, chief, is_markdown=False) == stored.title
    )


def test_what_cannot_be_filled_in_is_named() -> None:
    assert unknown_places(Localized(en="{author} {autor} {autor}", zh_Hans="{标题}{}")) == [
        "autor",
        "标题",
        "",
    ]
    chief = act(make_person("chief", roles=(Role.COORDINATOR,)))
    with pytest.raises(Invalid), transaction():
        create_canned(CannedData(Localized(en="T"), Localized(en="{autor}")), by=chief)
    with pytest.raises(Forbidden), transaction():
        create_canned(CannedData(Localized(en="T"), Localized(en="x")), by=act(make_person("bob")))
    assert db.session.query(CannedAnswer).count() == 0
