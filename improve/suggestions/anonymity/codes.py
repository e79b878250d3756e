"""The claim code: what it looks like, and what is stored of it.

26 random characters of 32 (130 bits) and two that check them, in seven groups. The alphabet (Crockford's) has no
I, L, O and U; who reads a zero as an O or a one as an L is understood all the same.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM, CHECKS, GROUP = 26, 2, 4
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None, "\u2013": None, "\u00a0": None})
PURPOSE = b"improve.suggestions.claim\x00"


def new_code() -> str:
    """A fresh code, as it is stored by nobody but its holder."""
    body = "".join(secrets.choice(ALPHABET) for _character in range(RANDOM))
    return body + _checks(body)


def shown(code: str) -> str:
    """In groups, to be read and typed."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def as_typed(text: str) -> str | None:
    """The code however somebody typed it; None when it cannot be one (a slip of the finger, most likely)."""
    code = "".join(text.upper().split()).translate(_READ_AS)
    if len(code) != RANDOM + CHECKS or any(character not in ALPHABET for character in code):
        return None
    return code if _checks(code[:RANDOM]) == code[RANDOM:] else None


def hash_of(code: str) -> str:
    """What the database keeps. The code has 130 random bits, so nothing is to be tried against a plain hash."""
    return sha256(PURPOSE + code.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Are two hashes equal? In constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def _checks(body: str) -> str:
    """Ten bits of a digest: one slip in a thousand goes unnoticed."""
    number = int.from_bytes(sha256(body.encode()).digest()[:2], "big") % 1024
    return ALPHABET[number // 32] + ALPHABET[number % 32]
