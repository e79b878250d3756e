"""How ideas are put into templates: filters of this feature's pages."""

from __future__ import annotations

from flask import Flask
from markupsafe import Markup, escape

from improve.accounts.models import Person, Unit
from improve.accounts.queries import Place
from improve.core import markdown
from improve.suggestions.anonymity import session
from improve.suggestions.comparing.queries import compared_categories
from improve.suggestions.marking import excerpt_around, marked
from improve.suggestions.naming import queries as naming

EM_SPACE = "\u2003"


def init_app(app: Flask) -> None:
    """Install the filters, the company's words, and the box's own session."""
    naming.init_app(app)
    session.init_app(app)
    app.jinja_env.filters.update(
        marked=marked,
        excerpt_around=excerpt_around,
        indented=indented,
        lines=lines,
        capitalize_first=capitalize_first,
        markdown_plain=markdown.plain,
        markdown_html=markdown.html,
        mention=mention,
    )
    app.jinja_env.globals["compares_ideas"] = lambda: bool(compared_categories())


def mention(person: Person) -> str:
    """What stands in a text for this person."""
    return markdown.mention(person.id, person.name)


def lines(text: str) -> Markup:
    """Plain text with its line breaks."""
    return Markup("<br>\n").join(escape(line) for line in text.split("\n"))


def indented(unit: Unit | Place) -> str:
    """A unit's name, moved in by its depth in the tree."""
    return EM_SPACE * (unit.path.count("/") - 2) + str(unit.name)


def capitalize_first(text: str) -> str:
    """The text with a capital at its beginning; Chinese has none."""
    return text[:1].upper() + text[1:]
