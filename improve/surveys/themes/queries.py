"""What people wrote, read for its words: the newest comments, with the class of the score given with each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from improve.core.db import db
from improve.stats.proportions import wilson
from improve.stats.suppression import SMALLEST_GROUP
from improve.surveys.models import Anonymity, Answer, Survey
from improve.surveys.rules import disclosure
from improve.surveys.themes.rules import Keyword, keywords
from improve.surveys.themes.values import Theme
from improve.surveys.themes.words import mentions, words_of
from improve.surveys.values.kinds import Group

# So many of the newest comments are read for words and themes; a page has no time for a million.
MOST_READ = 5_000
MOST_KEYWORDS = 24
FEWEST_NAMED = 2  # people who wrote a word, where the survey stores who answered anyway


@dataclass(frozen=True, slots=True)
class Said:
    """A comment with its place."""

    response_id: int
    day: date
    text: str
    group: Group | None


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """In how many of `n` comments a theme's words occur, with the 95 % interval of the share; a count under the
    smallest group is None."""

    theme: Theme
    count: int | None
    n: int
    low: float
    high: float

    @property
    def share(self) -> float:
        return (self.count or 0) / self.n


def newest(survey_id: int, code: str, *, limit: int = MOST_READ) -> list[Said]:
    """The newest comments to a question, by day and random key."""
    rows = db.session.execute(
        select(Answer.response_id, Answer.day, Answer.text, Answer.value)
        .where(Answer.survey_id == survey_id, Answer.question_code == code, Answer.text.is_not(None))
        .order_by(Answer.day.desc(), Answer.response_id.desc())
        .limit(limit)
    )
    return [Said(key, day, text or "", group_of(value)) for key, day, text, value in rows]


def group_of(value: str) -> Group | None:
    """The class that a comment is stored with; None where no score was given with it."""
    return Group(value) if value in tuple(Group) else None


def fewest(survey: Survey) -> int:
    """By how many people a word must have been written to be told."""
    return SMALLEST_GROUP if survey.anonymity == Anonymity.ANONYMOUS else FEWEST_NAMED


def keywords_of(survey: Survey, said: Sequence[Said], group: Group | None) -> list[Keyword]:
    """The words that set a class apart, or without one the most frequent words."""
    comments = ((one.group, words_of(one.text)) for one in said)
    return keywords(comments, group, fewest=fewest(survey))[:MOST_KEYWORDS]


def with_word(said: Sequence[Said], word: str) -> list[Said]:
    """The comments that have a word."""
    return [one for one in said if word in words_of(one.text)]


def themes_in(survey: Survey, said: Sequence[Said], themes: Sequence[Theme]) -> list[ThemeCount]:
    """How often each theme occurs, the most frequent first; a comment can have several or none."""
    if not said:
        return []
    out = []
    for theme in themes:
        count = sum(1 for one in said if mentions(one.text, theme.words))
        if not count:
            continue
        hidden = survey.anonymity == Anonymity.ANONYMOUS and not disclosure.enough(count)
        interval = wilson(count, len(said))
        out.append(ThemeCount(theme, None if hidden else count, len(said), interval.low, interval.high))
    return sorted(out, key=lambda found: (-(found.count or 0), found.theme.key))
