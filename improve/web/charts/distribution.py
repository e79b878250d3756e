"""How many gave each answer of a scale, with its groups bracketed and named (0-10 for NPS, 1-5 for CSAT)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from markupsafe import Markup

from improve.web.charts.labels import spread
from improve.web.charts.numbers import plain_count, plain_share
from improve.web.charts.svg import Canvas, Caption, Only, drawings, px
from improve.web.charts.text import LINE, width, wrap

Tone: TypeAlias = Literal["dark", "plain", "accent"]

_CSS = {"dark": "b1", "plain": "b2", "accent": "b3"}
_WIDE = 456.0
_NARROW = 326.0
_BARS = 190.0


@dataclass(frozen=True, slots=True)
class Group:
    """Neighboring answers that belong together: name, how many of them, look.

    `answers` is their sum where single counts are hidden; without it the sum of the counts is shown.
    """

    name: str
    size: int
    tone: Tone
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class _Bracket:
    first: int
    last: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Distribution:
    counts: tuple[int | None, ...]
    labels: tuple[str, ...]
    tones: tuple[Tone, ...]
    brackets: tuple[_Bracket, ...]
    texts: tuple[str, ...]
    caption: Caption

    @property
    def label_css(self) -> str:
        """Figures of a scale are bold, words are not."""
        return "k" if all(len(label) <= 3 for label in self.labels) else ""

    def share(self, place: int) -> float:
        """Length of a bar between 0 and 1."""
        return (self.counts[place] or 0) / max(1, *(count or 0 for count in self.counts))


def distribution_bar(
    counts: Sequence[int | None],
    groups: Sequence[Group],
    *,
    title: str,
    desc: str = "",
    labels: Sequence[str] = (),
    hidden: str = "–",
    count: Callable[[int], str] = plain_count,
    share: Callable[[float], str] = plain_share,
    id: str = "",
    only: Only = "both",
) -> Markup:
    """Columns with their counts, 456 px wide; on a phone bars of 326 px with the highest answer on top.

    `labels` name the answers (default: from 0 on, from 1 where there are fewer than 11). A count of None
    is hidden (too few answers) and shows the text `hidden`. Every group is named below its bracket with its
    count and share of all; the share is left out where a hidden count makes it unknown.
    Raises ValueError when the groups do not cover the answers.
    """
    amount = len(counts)
    if not amount or sum(group.size for group in groups) != amount:
        raise ValueError(f"groups of {sum(group.size for group in groups)} answers for a scale of {amount}")
    first = 0 if amount >= 11 else 1
    drawing = _Distribution(
        counts=tuple(counts),
        labels=tuple(labels) or tuple(str(place + first) for place in range(amount)),
        tones=tuple(group.tone for group in groups for _ in range(group.size)),
        brackets=_brackets(counts, groups, count, share),
        texts=tuple(hidden if value is None else count(value) for value in counts),
        caption=Caption(title, desc),
    )
    return drawings(
        only,
        lambda: _columns(drawing, id) if _fits(drawing) else _bars(drawing, _WIDE, id),
        lambda: _bars(drawing, _NARROW, id),
        css="draw half",
    )


def _brackets(
    counts: Sequence[int | None],
    groups: Sequence[Group],
    count: Callable[[int], str],
    share: Callable[[float], str],
) -> tuple[_Bracket, ...]:
    found: list[tuple[int, int, str, int | None]] = []
    first = 0
    for group in groups:
        members = counts[first : first + group.size]
        known = [value for value in members if value is not None]
        answers = sum(known) if group.answers is None and len(known) == len(members) else group.answers
        found.append((first, first + group.size - 1, group.name, answers))
        first += group.size
    sums = [answers for *_, answers in found]
    total = None if None in sums else sum(answers or 0 for answers in sums)

    def lines(name: str, answers: int | None) -> tuple[str, ...]:
        if answers is None:
            return (name,)
        figures = f"{count(answers)} · {share(answers / total)}" if total else count(answers)
        return (name, figures) if name else (figures,)

    return tuple(_Bracket(start, end, lines(name, answers)) for start, end, name, answers in found)


def _slot(drawing: _Distribution) -> float:
    return (_WIDE - 2) / max(1, len(drawing.counts))


def _fits(drawing: _Distribution) -> bool:
    """Whether counts, labels and brackets have room below and above columns."""
    slot = _slot(drawing)
    columns = all(width(text) + 4 <= slot for text in drawing.texts)
    names = all(width(line) + 4 <= slot for label in drawing.labels for line in wrap(label, slot - 4))
    whole = all("…" not in line for label in drawing.labels for line in wrap(label, slot - 4))
    below = sum(_widest(bracket) + 12 for bracket in drawing.brackets) <= _WIDE
    return columns and names and whole and below


def _widest(bracket: _Bracket) -> float:
    return max(width(line, bold=row == 0) for row, line in enumerate(bracket.lines))


def _columns(drawing: _Distribution, id: str) -> Markup:
    slot = _slot(drawing)
    labels = [wrap(label, slot - 4) for label in drawing.labels]
    rows = max(len(lines) for lines in labels)
    bottom = 26 + _BARS
    below = bottom + 7 + LINE * rows
    canvas = Canvas(_WIDE, below + 13 + LINE * max(len(bracket.lines) for bracket in drawing.brackets) + 5)
    for place, lines in enumerate(labels):
        x, height = 1 + place * slot, drawing.share(place) * _BARS
        middle = x + slot / 2
        if drawing.counts[place]:
            bar = max(1.5, height)
            canvas.rect(x + 3, bottom - bar, slot - 6, bar, _CSS[drawing.tones[place]])
        canvas.text(middle, bottom - height - 6, drawing.texts[place], anchor="middle")
        for row, line in enumerate(lines):
            canvas.text(middle, bottom + LINE * (row + 1), line, drawing.label_css, anchor="middle")
    canvas.line(1, bottom, _WIDE - 1, bottom, "ax")
    _brackets_below(canvas, drawing, slot, below)
    return canvas.titled("ch wid", drawing.caption, id=id, suffix="-w")


def _brackets_below(canvas: Canvas, drawing: _Distribution, slot: float, y: float) -> None:
    sizes = [_widest(bracket) + 12 for bracket in drawing.brackets]
    middles = [1 + (bracket.first + bracket.last + 1) / 2 * slot for bracket in drawing.brackets]
    centers = spread(middles, sizes, 0, _WIDE)
    for bracket, center, size in zip(drawing.brackets, centers, sizes, strict=True):
        left, right = 4 + bracket.first * slot, (bracket.last + 1) * slot - 2
        canvas.path(f"M{px(left)} {px(y)}v5H{px(right)}v-5", "ax fillnone")
        for row, line in enumerate(bracket.lines):
            canvas.text(
                center, y + 5 + LINE * (row + 1), line, "" if row else "k", anchor="middle", room=size
            )


def _bars(drawing: _Distribution, size: float, id: str) -> Markup:
    """Lying bars, the highest answer on top; the groups stand at the right."""
    amount = len(drawing.counts)
    labels = [wrap(label, size * 0.34) for label in drawing.labels]
    rows = max((len(lines) for lines in labels), default=1)
    text_height = sum(LINE * len(bracket.lines) + 14 for bracket in drawing.brackets)
    pitch = max(24.0, LINE * rows + 6, text_height / max(1, amount))
    left = max((width(line, bold=True) for lines in labels for line in lines), default=0) + 10
    side = min(size * 0.36, max((_widest(bracket) for bracket in drawing.brackets), default=0)) + 16
    room = size - left - side - max(width(text) for text in drawing.texts) - 14
    canvas = Canvas(size, amount * pitch + 8)
    for place, lines in enumerate(labels):
        middle = 4 + (amount - place - 0.5) * pitch
        for row, line in enumerate(lines):
            canvas.text(left - 8, _row(middle, row, len(lines)), line, drawing.label_css, anchor="end")
        length = drawing.share(place) * max(1.0, room)
        if drawing.counts[place]:
            length = max(1.5, length)
            canvas.rect(left, middle - 8, length, 16, _CSS[drawing.tones[place]])
        canvas.text(left + length + 6, middle + 5, drawing.texts[place])
    canvas.line(left, 4, left, 4 + amount * pitch, "ax")
    _brackets_beside(canvas, drawing, pitch, size - side)
    wide = size == _WIDE
    return canvas.titled(
        f"ch {'wid' if wide else 'nar'}", drawing.caption, id=id, suffix="-w" if wide else "-n"
    )


def _brackets_beside(canvas: Canvas, drawing: _Distribution, pitch: float, x: float) -> None:
    amount = len(drawing.counts)
    ends = [
        (4 + (amount - b.last - 1) * pitch + 4, 4 + (amount - b.first) * pitch - 4) for b in drawing.brackets
    ]
    sizes = [LINE * len(bracket.lines) + 12 for bracket in drawing.brackets]
    centers = spread([(top + bottom) / 2 for top, bottom in ends], sizes, 0, canvas.height)
    for bracket, (top, bottom), center in zip(drawing.brackets, ends, centers, strict=True):
        canvas.path(f"M{px(x)} {px(top)}h5V{px(bottom)}h-5", "ax fillnone")
        room = canvas.width - x - 14
        for row, line in enumerate(bracket.lines):
            y = _row(center, row, len(bracket.lines))
            canvas.text(x + 13, y, line, "" if row else "k", room=room)


def _row(middle: float, row: int, rows: int) -> float:
    """Baseline of one of several lines that stand around `middle`."""
    return middle + 5 + LINE * (row - (rows - 1) / 2)
