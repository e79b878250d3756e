"""Where to go next, and what the menu shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from improve.core.messages import LazyText
from improve.core.policy import Actor


@dataclass(frozen=True)
class NavItem:
    """A place to go. `place` says where it is drawn: the side `menu`, or one of the single places
    `action` (the primary button), `search`, `inbox`, `me`. `tab` puts it into the tab bar of phones.
    `waiting` counts what waits for the actor there. `shown_to` says who sees it where one permission cannot.
    """

    label: LazyText
    endpoint: str
    icon: str
    permission: str | None = None
    order: int = 50
    group: int = 1  # 1 act, 2 listen, 3 look after
    place: str = "menu"
    tab: int | None = None
    short: LazyText | None = None
    waiting: Callable[[Actor], int] | None = None
    # The pages on which it is marked as the present one; empty: all of its blueprint.
    pages: tuple[str, ...] = ()
    shown_to: Callable[[Actor], bool] | None = None


def safe_next(target: str | None, default: str = "/") -> str:
    """`target` if it is a path on this host, else `default`: no open redirects."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return default
    if any(ord(character) < 32 or character == "\\" for character in target):
        return default
    return target
