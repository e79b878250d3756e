"""E-mail addresses as they are compared, and those that stand in a text."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress

# A Chinese sentence has no space before and after an address: what belongs to it is told by its characters. The
# second pattern takes addresses whose own characters are not ASCII, up to the next space.
_PLAIN = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}")
_WIDE = re.compile(r"[^\s@<>\"(),:;\[\]\\]{1,64}@[^\s@<>\"(),:;\[\]\\]{1,190}")
_AROUND = ".'`!?/=#$%&*{}|^~。，；！？、）（"


def key_of(email: str) -> str:
    """The address as it is compared: one spelling of its characters, no capitals, the host in ASCII.

    What stands before the @ is not cut: only its own host knows whether dots and what follows a + matter.
    """
    local, _at, host = unicodedata.normalize("NFKC", email.strip()).casefold().rpartition("@")
    with suppress(UnicodeError):  # longer than a host may be: compared as it stands
        host = host.rstrip(".").encode("idna").decode("ascii")
    return f"{local}@{host}"


def keys_in(text: str) -> set[str]:
    """The addresses that a text may hold, as they are compared."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    if "@" not in folded:
        return set()
    found = {match.group() for pattern in (_PLAIN, _WIDE) for match in pattern.finditer(folded)}
    return {key_of(one) for raw in found for one in (raw, raw.strip(_AROUND)) if "@" in one}


ERASED = "[…]"


def places_of(text: str, key: str) -> list[tuple[int, int]]:
    """Where an address stands in a text, however it is spelled there: (start, end), apart from each other."""
    folded, places = "", list[int]()
    for place, character in enumerate(text):
        part = unicodedata.normalize("NFKC", character).casefold()
        folded += part
        places += [place] * len(part)
    found: list[tuple[int, int]] = []
    for pattern in (_PLAIN, _WIDE):
        for match in pattern.finditer(folded):
            raw = match.group()
            meant = next(
                (one for one in (raw.strip(_AROUND), raw) if "@" in one and key_of(one) == key), None
            )
            if meant is not None:
                start = match.start() + raw.index(meant)
                found.append((places[start], places[start + len(meant) - 1] + 1))
    apart: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def without(text: str, key: str) -> str:
    """The text with a mark in every place where the address stood."""
    for start, end in reversed(places_of(text, key)):
        text = text[:start] + ERASED + text[end:]
    return text
