"""Tickets to the box: they prove that somebody may hand in, and nothing of who it is.

A colleague's ticket is the same for all colleagues of a day. A place's ticket is the same for all who scan it; it
carries what the form begins with. Both are signed with the instance's key and stored nowhere.
"""

from __future__ import annotations

import hmac
from base64 import b32encode
from dataclasses import dataclass
from datetime import date, timedelta

from flask import current_app

from improve.core import clock
from improve.suggestions.anonymity.queries import settings
from improve.suggestions.calendar import company_day

PURPOSE = "improve.suggestions.box"
LONGEST = 120
MAC_BYTES = 15


@dataclass(frozen=True)
class Ticket:
    """What a ticket says. `for_place`: of a link or code at a place, else of a colleague's page."""

    for_place: bool
    unit_id: int | None = None
    category_id: int | None = None


def member_ticket() -> str:
    """Today's ticket of everybody who is signed in."""
    return _signed(f"m.{company_day(clock.now()).isoformat()}")


def place_ticket(unit_id: int | None = None, category_id: int | None = None) -> str:
    """The ticket of a place; works until the links are made invalid."""
    return _signed(f"p.{settings().link_number}.{unit_id or 0}.{category_id or 0}")


def read(text: str) -> Ticket | None:
    """What a ticket says; None for one that is forged, of another day, or of a channel that is closed."""
    said, _dot, _mac = text[:LONGEST].rpartition(".")
    if not said or not hmac.compare_digest(_signed(said).encode(), text.encode("utf-8", "surrogatepass")):
        return None
    kind, *parts = said.split(".")
    company = settings()
    if kind == "m":
        today = company_day(clock.now())
        days = (today, today - timedelta(days=1))  # who begins before midnight may end after it
        return (
            Ticket(for_place=False) if company.for_members and date.fromisoformat(parts[0]) in days else None
        )
    number, unit_id, category_id = (int(part) for part in parts)
    if not company.at_places or number != company.link_number:
        return None
    return Ticket(for_place=True, unit_id=unit_id or None, category_id=category_id or None)


def _signed(said: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    mac = hmac.digest(key, f"{PURPOSE}\x00{said}".encode("utf-8", "surrogatepass"), "sha256")[:MAC_BYTES]
    return f"{said}.{b32encode(mac).decode().lower()}"
