"""What the selects of accounts offer, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from babel.numbers import get_currency_name

from improve.accounts import values
from improve.core import clock
from improve.core.messages import _, _n
from improve.web.i18n import OWN_NAMES, current_language

# The places most companies are in; any other IANA name that is stored already stays on the list.
ZONES = """Pacific/Honolulu America/Anchorage America/Los_Angeles America/Denver America/Mexico_City
America/Chicago America/Bogota America/New_York America/Toronto America/Santiago America/Sao_Paulo
America/Buenos_Aires Atlantic/Azores UTC Europe/Lisbon Europe/London Africa/Lagos Europe/Madrid Europe/Paris
Europe/Brussels Europe/Amsterdam Europe/Zurich Europe/Berlin Europe/Rome Europe/Vienna Europe/Prague
Europe/Stockholm Europe/Warsaw Europe/Budapest Africa/Johannesburg Europe/Athens Europe/Bucharest
Europe/Helsinki Africa/Cairo Asia/Jerusalem Europe/Istanbul Asia/Riyadh Africa/Nairobi Asia/Tehran Asia/Dubai
Asia/Karachi Asia/Kolkata Asia/Dhaka Asia/Bangkok Asia/Jakarta Asia/Ho_Chi_Minh Asia/Shanghai Asia/Urumqi
Asia/Hong_Kong Asia/Taipei Asia/Singapore Asia/Kuala_Lumpur Asia/Manila Australia/Perth Asia/Tokyo Asia/Seoul
Australia/Brisbane Australia/Sydney Pacific/Auckland""".split()

Options = list[tuple[str, str]]


def languages() -> Options:
    """Each in its own words."""
    return list(OWN_NAMES.items())


def themes() -> Options:
    """Light and dark."""
    return [("auto", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))]


def roles() -> Options:
    """Roles that can be given, with what they do."""
    separator = "：" if current_language() == "zh_Hans" else ": "
    return [
        (str(role), f"{values.ROLE_NAMES[role]}{separator}{duty}")
        for role, duty in values.ROLE_DUTIES.items()
    ]


def kinds() -> Options:
    """The levels of the tree."""
    return [(str(kind), str(name)) for kind, name in values.UNIT_KIND_NAMES.items()]


def token_lifetimes(never: str) -> Options:
    """How long a token works."""
    days = [(text, _n("%(n)s day", "%(n)s days", int(text))) for text in values.TOKEN_DAYS]
    return [*days, (never, _("until it is revoked"))]


def scopes(known: Iterable[str]) -> Options:
    """Scopes are part of the API: the same word in every language."""
    return [(scope, scope) for scope in known]


def currencies() -> Options:
    """Code and name."""
    language = current_language()
    return [(code, f"{code} · {get_currency_name(code, locale=language)}") for code in values.CURRENCIES]


def time_zone_options(stored: str | None) -> Options:
    """Places with their present distance from UTC, west to east."""
    known = values.time_zones()
    names = {*ZONES, *([stored] if stored in known else [])} & known
    now = clock.now()
    offsets = {name: now.astimezone(ZoneInfo(name)).utcoffset() for name in names}
    ordered = sorted(names, key=lambda name: (offsets[name], name))
    return [(name, time_zone_label(name)) for name in ordered]


def time_zone_label(name: str) -> str:
    """Berlin (UTC+2)."""
    if name == "UTC":
        return "UTC"
    offset = clock.now().astimezone(ZoneInfo(name)).utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset is not None else 0
    sign = "+" if minutes >= 0 else "\u2212"
    hours, rest = divmod(abs(minutes), 60)
    shown = f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")
    city = get_timezone_location(name, locale=current_language(), return_city=True)
    return f"{city} ({shown})" if current_language() == "en" else f"{city}（{shown}）"
