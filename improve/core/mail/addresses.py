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
