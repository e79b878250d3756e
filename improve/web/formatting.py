"""Dates, numbers, money and names as the reader's language and zone write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent
from markupsafe import Markup

from improve.core import clock
from improve.core.localized import Localized
from improve.core.messages import _, _n
from improve.core.text import is_cjk
from improve.web.i18n import TAGS, choose_time_zone, current_language, zone

MINUS = "\u2212"
MOST_EXACT = 10**15


def _local(value: date | datetime) -> date | datetime:
    return value.astimezone(zone()) if isinstance(value, datetime) else value


# Patterns of a day: (language, in this year, short) -> CLDR pattern.
DAY_PATTERNS = {
    ("zh_Hans", True, False): "M月d日",
    ("zh_Hans", False, False): "y年M月d日",
    ("zh_Hans", True, True): "M月d日",
    ("zh_Hans", False, True): "y年M月d日",
    ("en", True, False): "d MMMM",
    ("en", False, False): "d MMMM y",
    ("en", True, True): "d MMM",
    ("en", False, True): "d MMM y",
}


@lru_cache(maxsize=4096)
def _day_text(shown: date, language: str, this_year: bool, short: bool) -> str:
    """Babel takes its time over a pattern, and a page shows the same few days again and again."""
    return format_date(shown, DAY_PATTERNS[language, this_year, short], locale=language)


def _day(value: date | datetime, *, short: bool) -> str:
    local = _local(value)
    this_year = local.year == clock.today(choose_time_zone()).year
    shown = local.date() if isinstance(local, datetime) else local
    return _day_text(shown, current_language(), this_year, short)


def day(value: date | datetime) -> str:
    """12 November 2026 / 2026年11月12日; without the year when it is this year's."""
    return _day(value, short=False)


def day_short(value: date | datetime) -> str:
    """12 Nov / 11月12日, with the year when it is another."""
    return _day(value, short=True)


def instant(value: datetime) -> str:
    """Day and time to the minute, in the reader's zone."""
    local = value.astimezone(zone())
    pattern = "y年M月d日 HH:mm" if current_language() == "zh_Hans" else "d MMM y, HH:mm"
    return format_datetime(local, pattern, tzinfo=zone(), locale=current_language())


def time_tag(value: datetime, *, short: bool = True) -> Markup:
    """The day, with the exact instant on hover."""
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        value.isoformat(timespec="seconds"), instant(value), day_short(value) if short else day(value)
    )


def in_words(value: datetime) -> str:
    """How long ago or until: minutes, hours, then days."""
    delta = clock.now() - value
    seconds = abs(int(delta.total_seconds()))
    past = delta >= timedelta(0)
    if seconds < 3600:
        minutes = max(seconds // 60, 1)
        return (
            _n("%(n)s minute ago", "%(n)s minutes ago", minutes)
            if past
            else _n("in %(n)s minute", "in %(n)s minutes", minutes)
        )
    if seconds < 86_400:
        hours = seconds // 3600
        return (
            _n("%(n)s hour ago", "%(n)s hours ago", hours)
            if past
            else _n("in %(n)s hour", "in %(n)s hours", hours)
        )
    days = seconds // 86_400
    return _n("%(n)s day ago", "%(n)s days ago", days) if past else _n("in %(n)s day", "in %(n)s days", days)


def number(value: float | None, digits: int | None = None) -> str:
    """A number in the reader's language with a real minus sign; an en dash for nothing."""
    if value is None:
        return "\u2013"
    if isinstance(value, int) and not digits and -1_000 < value < 1_000:
        return str(value).replace("-", MINUS)  # most of what a page shows, without Babel's machinery
    return _decimal(value, digits).replace("-", MINUS)


@lru_cache(maxsize=4096)
def _decimal(value: float, digits: int | None) -> str:
    """As Babel writes it by "#,##0.###" or with so many digits, in a tenth of its time: both our languages write the
    same marks, and a table of scores has hundreds of numbers."""
    exact = Decimal(str(value or 0))  # no minus before a nothing
    if not exact.is_finite() or abs(exact) >= MOST_EXACT:
        pattern = "#,##0" if digits == 0 else ("#,##0." + "0" * digits if digits else "#,##0.###")
        return format_decimal(value, format=pattern, locale="en")
    text = f"{exact.quantize(Decimal(1).scaleb(-(3 if digits is None else digits)), ROUND_HALF_EVEN):,f}"
    return text.rstrip("0").rstrip(".") if digits is None else text


def file_size(size: int) -> str:
    """12 KB, 1.4 MB: of 1,024 each."""
    if size < 1024 * 1000:
        return f"{number(-(-size // 1024))} KB"
    return f"{number(size / 1024 / 1024, 1)} MB"


def signed(value: float | None, digits: int | None = None) -> str:
    """A change: with its sign."""
    if value is None:
        return "\u2013"
    text = number(value, digits)
    return f"+{text}" if value > 0 else text


def percent(value: float | None, digits: int = 0) -> str:
    """A share 0..1 as a percentage."""
    if value is None:
        return "\u2013"
    pattern = "#,##0" + ("." + "0" * digits if digits else "") + "%"
    return format_percent(value, format=pattern, locale=current_language()).replace("-", MINUS)


def money(value: float | None, currency: str) -> str:
    """An amount, whole units."""
    if value is None:
        return "\u2013"
    return format_currency(
        value, currency, format="¤#,##0", locale=current_language(), currency_digits=False
    ).replace("-", MINUS)


def today_or_time(value: datetime) -> str:
    """ "today at 17:00" for an instant of this day; "" for another day."""
    local = value.astimezone(zone())
    if local.date() != clock.today(choose_time_zone()):
        return ""
    return _("today at %(time)s", time=f"{local:%H:%M}")


def today_or_day(value: date | datetime) -> str:
    """The time for an instant of this day, "today" for this day, else the day."""
    if isinstance(value, datetime):
        return today_or_time(value) or day_short(value)
    return _("today") if value == clock.today(choose_time_zone()) else day_short(value)


def due_state(value: date | datetime) -> str:
    """late, soon (within two days) or later."""
    if isinstance(value, datetime):
        left = value - clock.now()
        return "late" if left < timedelta(0) else ("soon" if left < timedelta(days=2) else "later")
    days = (value - clock.today(choose_time_zone())).days
    return "late" if days < 0 else ("soon" if days <= 2 else "later")


def weekday(value: datetime) -> str:
    """Friday 13 November / 11月13日，星期五."""
    local = value.astimezone(zone())
    pattern = "M月d日，EEEE" if current_language() == "zh_Hans" else "EEEE d MMMM"
    return format_date(local, pattern, locale=current_language())


def initials(name: str) -> str:
    """The last character of a Chinese name; first letters of the first and last word else."""
    name = name.strip()
    if not name:
        return "?"
    if is_cjk(name):
        return name[-1]
    words = name.split()
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def lang_of(value: str | Localized) -> str:
    """The tag of the language a text is really in, for its `lang` attribute."""
    if isinstance(value, Localized):
        return TAGS[value.language_for(current_language()) or "en"]
    return "zh-Hans" if is_cjk(value) else "en"
