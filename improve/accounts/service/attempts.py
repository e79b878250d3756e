"""The throttle: attempts are counted before they are judged, so that many at once do not slip through."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from ipaddress import IPv6Address, ip_address

from improve.accounts import rules, store
from improve.accounts.links import keyed
from improve.accounts.rules import Limit
from improve.core import clock
from improve.core.errors import ImproveError
from improve.core.messages import _l

PURPOSE = "improve.accounts.attempts"


class TooManyAttempts(ImproveError):
    """The throttle says no until `again_at` (429)."""

    status = 429

    def __init__(self, again_at: datetime) -> None:
        super().__init__(_l("Too many attempts. Please wait a few minutes and try again."))
        self.again_at = again_at


def key_of(limit: Limit, what: str) -> str:
    """The stored key: a digest that tells nobody which accounts and addresses were tried."""
    return keyed(PURPOSE, f"{limit.kind}:{what}").hex()


def network_of(address: str | None) -> str:
    """What counts as one address: of IPv6 the half that a customer gets as a whole."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return address or "unknown"
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(IPv6Address(int(found) >> 64 << 64))
    return str(found)


def reserve(wanted: Mapping[Limit, str]) -> None:
    """Count an attempt of each limit, or refuse it. Must be committed before the attempt is judged."""
    now = clock.now()
    keys = {limit: key_of(limit, what) for limit, what in wanted.items()}
    store.lock_keys(list(keys.values()))
    until = [
        rules.free_again_at(store.attempts_since(key, now - limit.window), limit, now)
        for limit, key in keys.items()
    ]
    refused = [instant for instant in until if instant is not None]
    if refused:
        raise TooManyAttempts(max(refused))
    store.add_attempts(list(keys.values()), now)


def succeeded(account: tuple[Limit, str], address: tuple[Limit, str]) -> None:
    """Uncount: all of the account, whose owner has come, but of the address only this one attempt."""
    store.forget_attempts(key_of(*account))
    store.take_back_attempt(key_of(*address))
