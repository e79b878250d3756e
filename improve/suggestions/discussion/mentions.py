"""Whom a text mentions: `@login`, `@Name`, or a person picked from a list (`@[Name](12)`).

What is stored names the person by number and name, never by login: logins are phone numbers and staff numbers,
which the directory does not show to colleagues.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import or_, select

from improve.accounts.models import Person
from improve.accounts.queries import active_people, actor_of, fold_login, matching
from improve.core import markdown
from improve.core.db import LARGEST_ID, db
from improve.core.errors import Invalid
from improve.core.messages import _l
from improve.core.text import is_cjk
from improve.suggestions.discussion.values import MOST_MENTIONS
from improve.suggestions.models import Comment
from improve.suggestions.queries import visible_comments, visible_one

_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
_TYPED = re.compile(
    r"(?<![A-Za-z0-9_@.+-])@(?!\[)([^\s@\[\](){}<>,;:/，。；：！？、（）【】“”\"'`|\\]{1,120}(?:@[A-Za-z0-9.-]+)?)"
)
_NEXT_WORD = re.compile(r"[ \u00a0][^\s@\[\](){}<>,;:/，。；：！？、（）\"'`|\\]{1,60}")
_ASCII_LOGIN = re.compile(r"[A-Za-z0-9._+-]+(?:@[A-Za-z0-9.-]+)?")
LONGEST_CHINESE_NAME = 4
MOST_LOOKED_AT = 50
MOST_OFFERED = 8


def stored(text: str) -> str:
    """The text with its mentions as they are stored. Who has no account that works stays plain text."""
    typed = _typed(text)
    picked = {int(found[2]) for found in markdown.MENTION.finditer(text) if int(found[2]) <= LARGEST_ID}
    by_login, by_name, by_id = _people(typed, picked)
    out, end = [], 0
    for start, candidates in typed:
        for spoken in candidates:
            login = None if " " in spoken else by_login.get(fold_login(spoken))
            person = login or by_name.get(spoken)
            if person is not None:
                out += [text[end:start], markdown.mention(*person)]
                end = start + 1 + len(spoken)
                break
    text = _corrected("".join(out) + text[end:], by_id)
    if len(markdown.mentioned(text)) > MOST_MENTIONS:
        raise Invalid.field("body", _l("At most %(most)s people can be mentioned.", most=MOST_MENTIONS))
    return text


def readers_among(comment: Comment, person_ids: Iterable[int]) -> list[int]:
    """Those of these people who may read the comment."""
    wanted = list(dict.fromkeys(person_ids))
    people = db.session.scalars(active_people().where(Person.id.in_(wanted)).limit(len(wanted))).all()
    found = {person.id for person in people if _reads(person, comment)}
    return [person_id for person_id in wanted if person_id in found]


def _reads(person: Person, comment: Comment) -> bool:
    own = visible_comments(actor_of(person)).where(Comment.id == comment.id)
    return db.session.scalar(own.with_only_columns(Comment.id)) is not None


def viewers_among(suggestion_id: int, person_ids: Iterable[int]) -> list[int]:
    """Those of these people who may see an idea."""
    wanted = list(dict.fromkeys(person_ids))
    people = db.session.scalars(active_people().where(Person.id.in_(wanted)))
    return [person.id for person in people if visible_one(actor_of(person), suggestion_id) is not None]


def names_in(texts: Iterable[str]) -> dict[int, str]:
    """How everybody whom the texts mention is called now."""
    ids = {person_id for text in texts for person_id in markdown.mentioned(text) if person_id <= LARGEST_ID}
    if not ids:
        return {}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {row.id: row.name for row in rows}


def offered(text: str) -> Sequence[Person]:
    """The people whom somebody may mean who types this: by name or job; a whole login finds its person, too."""
    text = " ".join(text.replace("@", " ", 1).split()) if text.startswith("@") else " ".join(text.split())
    if not text:
        return []
    found = db.session.scalars(matching(active_people(), text).limit(MOST_OFFERED)).all()
    known = db.session.scalar(active_people().where(Person.login == fold_login(text)))
    return [known, *(person for person in found if person is not known)] if known is not None else found


def _typed(text: str) -> list[tuple[int, list[str]]]:
    """The places of `@…` outside of code, with what each may mean, the longest first."""
    is_code = _code_of(text)
    found = []
    for match in _TYPED.finditer(text):
        if not is_code(match.start()):
            found.append((match.start(), list(dict.fromkeys(_candidates(text, match)))))
        if len(found) == MOST_LOOKED_AT:
            break
    return found


def _candidates(text: str, match: re.Match[str]) -> Iterator[str]:
    run = match[1]
    following = _NEXT_WORD.match(text, match.end())
    if following is not None:
        yield (run + following[0]).rstrip(".!?")
    yield run
    yield run.rstrip(".!?")
    ascii_run = _ASCII_LOGIN.match(run)
    if ascii_run is not None:
        yield ascii_run[0]
        yield ascii_run[0].rstrip(".!?")
        yield ascii_run[0].split("@")[0]
    if is_cjk(run[0]):
        for length in range(min(LONGEST_CHINESE_NAME, len(run)), 1, -1):
            yield run[:length]


Named = tuple[int, str]


def _people(
    typed: Sequence[tuple[int, Sequence[str]]], picked: Iterable[int]
) -> tuple[Mapping[str, Named], Mapping[str, Named], dict[int, str]]:
    """The active people of logins, of names that only one person has, and of numbers."""
    words = [word for _start, candidates in typed for word in candidates if word]
    logins = {fold_login(word) for word in words}
    ids = list(picked)
    if not logins and not ids:
        return {}, {}, {}
    rows = db.session.execute(
        active_people()
        .where(or_(Person.login.in_(logins), Person.name.in_(words), Person.id.in_(ids)))
        .with_only_columns(Person.id, Person.login, Person.name)
    ).all()
    named: defaultdict[str, list[Named]] = defaultdict(list)
    for row in rows:
        named[row.name].append((row.id, row.name))
    return (
        {row.login: (row.id, row.name) for row in rows},
        {name: people[0] for name, people in named.items() if len(people) == 1},
        {row.id: row.name for row in rows},
    )


def _corrected(text: str, names: Mapping[int, str]) -> str:
    """Picked people with the names of their accounts; somebody who has none is only text."""
    is_code = _code_of(text)

    def named(found: re.Match[str]) -> str:
        person_id = int(found[2])
        if is_code(found.start()):
            return found[0]
        return markdown.mention(person_id, names[person_id]) if person_id in names else f"@{found[1]}"

    return markdown.MENTION.sub(named, text)


def _code_of(text: str) -> Callable[[int], bool]:
    """Does a place of the text lie in code?"""
    spans = [match.span() for match in _CODE.finditer(text)] if "`" in text else []
    return lambda place: any(start <= place < end for start, end in spans)
