"""What surveys keep of an address, as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from improve.contacts.queries import by_address
from improve.core.erasing import Held, Holder
from improve.surveys.erasing import theirs, written


def held(key: str) -> Iterator[Held]:
    """Answers, invitations, and where the address was written. A text of their own answer stands with that answer."""
    yield from theirs.held(key)
    contact = by_address(key)
    own = {one.response.id for one in theirs.answers_of(contact.id)} if contact is not None else set()
    yield from written.held(key, own)


def erase(key: str) -> Mapping[str, int]:
    """Their own first, so that what goes with it is not counted twice."""
    return theirs.erase(key) | written.erase(key)


HOLDER = Holder(held, erase, written.addresses)
