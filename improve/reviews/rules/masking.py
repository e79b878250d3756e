"""Finding what would name an author in a text, and putting the same mark in its place whatever stood there.

Texts are compared folded: without case, accents, full widths and characters that nobody sees. The rules for names:

* Latin: the whole name in either order and however it is joined; a part of it as a word of its own that begins with a
  capital, from seven letters on in small letters, too ("Frank" is a name, "frank" a word).
* Chinese, three characters and more: anywhere. Two characters stand inside other words as well (高峰 in 高峰期), so they
  need something beside them that a name has: a title or a verb of people on one side, or on both sides the end of a
  clause, another script or a small word. A family name needs a title (王师傅, 小王).
* Names of units: as phrases; one word only with a capital in the middle of a sentence; two characters only after 我们, 来自.

Where the rules see a name but will not decide, `Found.perhaps` says so, for a person to decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

# One length for every name, so that none can be guessed by its own.
MASK = "█████"
NOTHING = "\0"  # stands in no text that is stored
CJK = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTER = rf"[^\W_{CJK}]"
_BEFORE, _AFTER = rf"(?<!{_LETTER})", rf"(?!{_LETTER})"
_JOINT = r"[\s._\-·,，]{0,3}"
_PARTICLES = frozenset("van von der den de la le di da del bin al el dos und mr mrs ms dr".split())
# What follows a name, for sure and perhaps; what stands before it, for sure and perhaps.
_TITLES = (
    "师傅|工程师|工(?![作业具厂序时人艺程资伤况期])|总(?![是数体量共计的之])|经理|主管|组长|班长|队长|主任|老师|先生|女士|小姐"
    "|师兄|师姐|姐|哥|科长|厂长|部长|课长|线长|拉长|同事|同志"
)
_PEOPLE_DO = f"{_TITLES}|提出|提议|建议|认为|发现|反映|负责|告诉|表示|说|写|想|本人|他|她|自己|一起|合作|共同"
_SMALL_AFTER = "的|和|与|跟|及|、|是|在|等|把|将|已|曾|也|都|们|来|去|有|会|要|可|不|就|做|用|改|上"
_PEOPLE_BEFORE = (
    "我是 我叫 名叫 本人 同事 提出人 作者 姓名 联系人 联系 负责人 请找 请问 感谢 谢谢 由 @".split()
)
_SMALL_BEFORE = "的和与跟及、给让被叫找问经对向请是在把"
_UNIT_BEFORE = "我们 来自 我是 本 我".split()
_COMPOUND = frozenset("欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 夏侯 司徒 南宫 端木".split())
LONG_PART, SHORT_PART, LONG_LOGIN = 7, 2, 4


@dataclass(frozen=True)
class Names:
    """What tells who wrote an idea."""

    people: tuple[str, ...] = ()
    logins: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.people or self.logins or self.emails or self.units)


@dataclass(frozen=True, order=True)
class Span:
    """A part of a text, from its first character to the one behind its last."""

    start: int
    end: int


@dataclass(frozen=True)
class Found:
    """What names somebody for sure, and what perhaps does; neither overlaps itself, both in order."""

    sure: tuple[Span, ...] = ()
    perhaps: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Folded:
    """A text as it is compared. `at[i]`: which character of the original the i-th one comes from."""

    text: str
    at: tuple[int, ...]
    original: str

    def span(self, start: int, end: int) -> Span:
        """The part of the original, with the marks that belong to its last character."""
        last = self.at[end - 1] + 1
        while last < len(self.original) and _unseen(self.original[last]):
            last += 1
        return Span(self.at[start], last)

    def is_capital(self, start: int) -> bool:
        """Is the letter a capital in the original?"""
        return self.original[self.at[start]].isupper()


def _unseen(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me", "Cf")


@lru_cache(maxsize=20_000)
def _seen_as(character: str) -> str:
    found = unicodedata.normalize("NFKD", character).casefold()
    return "".join(one for one in found if not _unseen(one))


def folded(text: str) -> Folded:
    """The text without case, accents, widths and unseen characters."""
    parts = [_seen_as(character) for character in text]
    at = [place for place, part in enumerate(parts) for _one in part]
    return Folded("".join(parts), tuple(at), text)


def seen_in(text: str) -> str:
    """The text as `folded` compares it, without the places: for thousands of short texts."""
    return "".join(map(_seen_as, text))


def may_name(seen: str, names: Names) -> bool:
    """Could a text name somebody? Told without looking closely, of what `seen_in` says."""
    return bool(names) and _traces(names).search(seen) is not None


@lru_cache(maxsize=5_000)
def _traces(names: Names) -> re.Pattern[str]:
    """Any of what stands in whatever the rules find."""
    traces = sorted({rule.within for rule in _rules(names)}) or [NOTHING]
    return re.compile("|".join(map(re.escape, traces)))


@dataclass(frozen=True)
class _Rule:
    """`within`: what stands in whatever it finds, so that most texts are done with without building the expression.
    `needs`: what the original must show. `is_sure`: without it a person decides.
    """

    expression: str
    within: str
    needs: str = ""
    is_sure: bool = True

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.expression)

    def fits(self, text: Folded, start: int) -> bool:
        if self.needs == "capital":
            return text.is_capital(start)
        if self.needs == "one capital":
            return text.is_capital(start) and not text.is_capital(start + 1)
        if self.needs == "capital inside":
            before = text.text[:start].rstrip(" \t")
            return text.is_capital(start) and bool(before) and before[-1] not in ".!?:\n。！？："
        return True


def find(text: str, names: Names, *, shown: Iterable[str] = ()) -> Found:
    """Where a text names somebody. `shown`: words that a person has looked at and leaves as they are."""
    if not text or not names:
        return Found()
    seen = folded(text)
    left = frozenset(folded(one).text for one in shown)
    sure: list[Span] = []
    perhaps: list[Span] = []
    for rule in _rules(names):
        if rule.within not in seen.text:
            continue
        for match in rule.pattern.finditer(seen.text):
            start, end = match.span("name") if "name" in rule.pattern.groupindex else match.span()
            if end > start and seen.text[start:end] not in left and rule.fits(seen, start):
                (sure if rule.is_sure else perhaps).append(seen.span(start, end))
    whole = _joined(sure)
    rest = [one for one in _joined(perhaps) if not any(_overlap(one, other) for other in whole)]
    return Found(whole, tuple(rest))


def places_of(text: str, passage: str) -> list[Span]:
    """Where a marked passage stands, whatever its case, spaces and line breaks."""
    words = folded(passage).text.split()
    if not words:
        return []
    seen = folded(text)
    # Words, not the beginning of longer ones.
    first = _BEFORE if re.match(_LETTER, words[0]) else ""
    last = _AFTER if re.match(_LETTER, words[-1][-1]) else ""
    pattern = re.compile(first + r"\s+".join(map(re.escape, words)) + last)
    return [seen.span(*match.span()) for match in pattern.finditer(seen.text)]


def masked(text: str, spans: Iterable[Span]) -> str:
    """The text with the mark in place of these parts."""
    out, behind = [], 0
    for span in _joined(spans):
        out += [text[behind : span.start], MASK]
        behind = span.end
    return "".join([*out, text[behind:]])


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    out: list[Span] = []
    for span in sorted(set(spans)):
        if out and span.start <= out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return tuple(out)


@lru_cache(maxsize=5_000)
def _rules(names: Names) -> tuple[_Rule, ...]:
    return (
        *(rule for name in names.people for rule in _made(_of_person, name)),
        *(rule for login in names.logins for rule in _made(_of_login, login)),
        *(rule for email in names.emails for rule in _made(_of_email, email)),
        *(rule for unit in names.units for rule in _made(_of_unit, unit)),
    )


@lru_cache(maxsize=10_000)
def _made(make: Callable[[str], Iterator[_Rule]], word: str) -> tuple[_Rule, ...]:
    """The same people and units stand behind many ideas."""
    return tuple(make(word))


def _scripts(name: str) -> tuple[list[str], list[str]]:
    """The words in Latin and other alphabets, and the runs of Chinese characters."""
    text = folded(name).text
    chinese = re.findall(rf"[{CJK}]+(?:[·•\s][{CJK}]+)*", text)
    words = re.findall(rf"{_LETTER}+", re.sub(rf"[{CJK}]+", " ", text))
    return words, [re.sub(r"[·•\s]", "", run) for run in chinese]


def _of_person(name: str) -> Iterator[_Rule]:
    words, runs = _scripts(name)
    if len(words) > 1:
        for order in (words, words[::-1], [*words[1:], words[0]], [words[-1], *words[:-1]]):
            yield _Rule(_BEFORE + _JOINT.join(map(re.escape, order)) + _AFTER, order[0])
    for word in words:
        if word not in _PARTICLES:
            yield from _of_part(word)
    for run in runs:
        yield from _of_chinese(run)


def _of_part(word: str) -> Iterator[_Rule]:
    if len(word) < SHORT_PART:
        return
    if len(word) == SHORT_PART and word.upper() != word.lower():
        # Li, but not Li-ion.
        yield _Rule(rf"(?<![\w\-]){re.escape(word)}(?![\w\-])", word, "one capital")
        return
    if word.upper() == word.lower():
        # A script without capitals, often without spaces.
        yield _Rule(re.escape(word), word)
        return
    whole = _BEFORE + re.escape(word) + _AFTER
    yield _Rule(whole, word, "" if len(word) >= LONG_PART else "capital")
    if len(word) < LONG_PART:
        yield _Rule(whole, word, is_sure=False)


def _of_chinese(name: str) -> Iterator[_Rule]:
    if len(name) < 2:
        return
    compound = name[:2] in _COMPOUND and len(name) > 2
    family, given = (name[:2], name[2:]) if compound else (name[:1], name[1:])
    if len(name) > 2:
        yield _Rule(r"[\s·•]?".join(map(re.escape, name)), name[0])
        if len(given) == 2:
            yield from _of_two(given)
    else:
        yield from _of_two(name)
    people = rf"(?P<name>[老小阿]?{family})\s?(?:{_TITLES})"
    begins = rf"(?:(?<![{CJK}])|(?<=[{_SMALL_BEFORE}由]))"
    yield _Rule(begins + people, family)
    yield _Rule(people, family, is_sure=False)
    yield _Rule(rf"{begins}(?P<name>[老小阿]{family})(?=[^{CJK}]|$|{_PEOPLE_DO}|{_SMALL_AFTER})", family)


def _behind(words: Iterable[str]) -> str:
    """Behind one of these; a look back needs one length, so there is one for each."""
    return "(?:" + "|".join(f"(?<={re.escape(word)})" for word in words) + ")"


def _of_two(name: str) -> Iterator[_Rule]:
    core = rf"(?P<name>{name[0]}[\s·•]?{name[1]})"
    before = rf"(?:^|(?<=[^{CJK}])|(?<=[{_SMALL_BEFORE}]))"
    after = rf"(?=$|[^{CJK}]|{_PEOPLE_DO}|{_SMALL_AFTER})"
    yield _Rule(_behind(_PEOPLE_BEFORE) + core, name[0])
    yield _Rule(f"{core}(?={_PEOPLE_DO})", name[0])
    yield _Rule(before + core + after, name[0])
    yield _Rule(core, name[0], is_sure=False)


def _of_login(login: str) -> Iterator[_Rule]:
    plain = folded(login).text
    word = re.escape(plain)
    yield _Rule(rf"@{word}{_AFTER}", plain)
    if len(login) >= LONG_LOGIN or not login.isalpha():
        # A number is no part of a longer one, nor of 1,042.5.
        yield _Rule(rf"(?<!\d[.,]){_BEFORE}{word}{_AFTER}(?![.,]\d)", plain)


def _of_email(email: str) -> Iterator[_Rule]:
    plain = folded(email).text
    yield _Rule(rf"(?<![\w.+\-]){re.escape(plain)}(?![\w\-])", plain)
    local = plain.partition("@")[0]
    if local:
        yield from _of_login(local)


def _of_unit(name: str) -> Iterator[_Rule]:
    words, runs = _scripts(name)
    if len(words) > 1:
        yield _Rule(_BEFORE + r"[\s_\-/&]{1,3}".join(map(re.escape, words)) + _AFTER, words[0])
    elif words and len(words[0]) > SHORT_PART:
        yield _Rule(_BEFORE + re.escape(words[0]) + _AFTER, words[0], "capital inside")
    for run in runs:
        if len(run) > 2:
            yield _Rule(re.escape(run), run)
        elif len(run) == 2:
            yield _Rule(f"{_behind(_UNIT_BEFORE)}(?P<name>{run})", run)
