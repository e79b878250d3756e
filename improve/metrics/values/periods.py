"""How periods read: in a table, in a sentence, on an axis. In the language of the reader at hand."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from flask import has_app_context
from flask_babel import get_locale

from improve.core import clock
from improve.core.messages import LazyText, _, _l, _ln, _p
from improve.core.periods import PeriodKind

KIND_WORDS: dict[PeriodKind, LazyText] = {
    PeriodKind.DAY: _l("day"),
    PeriodKind.WEEK: _l("week"),
    PeriodKind.MONTH: _l("month"),
    PeriodKind.QUARTER: _l("quarter"),
    PeriodKind.YEAR: _l("year"),
}
EXAMPLES = {
    PeriodKind.DAY: "2026-05-31",
    PeriodKind.WEEK: "2026-W18",
    PeriodKind.MONTH: "2026-05",
    PeriodKind.QUARTER: "2026-Q2",
    PeriodKind.YEAR: "2026",
}


def counted(kind: PeriodKind, n: int) -> LazyText:
    """So many periods: "24 weeks"."""
    texts = {
        PeriodKind.DAY: _ln("%(n)s day", "%(n)s days", n),
        PeriodKind.WEEK: _ln("%(n)s week", "%(n)s weeks", n),
        PeriodKind.MONTH: _ln("%(n)s month", "%(n)s months", n),
        PeriodKind.QUARTER: _ln("%(n)s quarter", "%(n)s quarters", n),
        PeriodKind.YEAR: _ln("%(n)s year", "%(n)s years", n),
    }
    return texts[kind]


def period_name(kind: PeriodKind, start: date) -> str:
    """In a sentence: "May 2026", "week of 4 May", "Q2 2026", "4 May"."""
    if kind is PeriodKind.WEEK:
        return _("week of %(day)s", day=_day(start))
    return period_short(kind, start)


def period_short(kind: PeriodKind, start: date) -> str:
    """In a table whose heading says what the periods are; the year always with months, else when it is not this one."""
    if kind in (PeriodKind.DAY, PeriodKind.WEEK):
        return _day(start)
    if kind is PeriodKind.QUARTER:
        return _("Q%(quarter)s %(year)s", quarter=(start.month + 2) // 3, year=start.year)
    if kind is PeriodKind.YEAR:
        return str(start.year)
    chinese = _language() == "zh_Hans"
    return format_date(start, "y年M月" if chinese else "MMM y", locale=_language())


def period_axis(kind: PeriodKind, start: date) -> str:
    """On the axis of a narrow chart: as short as can be told apart."""
    chinese = _language() == "zh_Hans"
    if kind is PeriodKind.QUARTER:
        return f"{start.year % 100:02}Q{(start.month + 2) // 3}"
    if kind is PeriodKind.MONTH:
        return format_date(start, "yy年M月" if chinese else "MMM yy", locale=_language())
    if kind is PeriodKind.YEAR:
        return str(start.year)
    return format_date(start, "M月d日" if chinese else "d MMM", locale=_language())


def period_heading(kind: PeriodKind) -> str:
    """The heading of a column of periods."""
    return {
        PeriodKind.DAY: _p("column", "Day"),
        PeriodKind.WEEK: _p("column", "Week of"),
        PeriodKind.MONTH: _p("column", "Month"),
        PeriodKind.QUARTER: _p("column", "Quarter"),
        PeriodKind.YEAR: _p("column", "Year"),
    }[kind]


def _day(day: date) -> str:
    this_year = day.year == clock.today().year
    if _language() == "zh_Hans":
        return format_date(day, "M月d日" if this_year else "y年M月d日", locale="zh_Hans")
    return format_date(day, "d MMM" if this_year else "d MMM y", locale="en")


def _language() -> str:
    locale = get_locale() if has_app_context() else None
    return "en" if locale is not None and locale.language == "en" else "zh_Hans"
