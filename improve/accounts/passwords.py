"""Passwords: argon2id, the commonest refused, the same time for people who do not exist."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from improve.core.messages import LazyText, _l

SHORTEST = 10
# OWASP's minimum: 19 MiB, two passes; the library's default would cost 64 MiB a sign-in.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

# Commonest stems; a password made of one of them plus digits or repetition is refused as well.
COMMON = frozenset(
    """password passwort passw0rd p@ssw0rd p@ssword qwerty qwertyuiop asdfghjkl zxcvbnm 1qaz2wsx 1q2w3e4r
    1q2w3e4r5t qazwsx qazwsxedc letmein welcome admin administrator root iloveyou woaini woaini1314 5201314
    1314520 dragon monkey sunshine princess football baseball master shadow superman batman michael abc abcd
    abcde abcdef abc123 a123456 qq123456 aa123456 woaiwojia changeme default guest test improve 111111
    000000 123123 123321 112233 147258369 987654321 123456789 1234567890 0123456789 iloveu trustno1 starwars
    whatever computer internet google samsung company factory zhongguo beijing shanghai mima""".split()
)


def hashed(password: str) -> str:
    """The stored form."""
    return _hasher.hash(password)


@cache
def _decoy() -> str:
    return _hasher.hash("nobody has this password")


def matches(stored: str | None, password: str) -> bool:
    """Does the password fit? Takes as long for somebody without a password."""
    try:
        return _hasher.verify(stored or _decoy(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    """Was it made with other parameters than today's?"""
    return _hasher.check_needs_rehash(stored)


def problem(password: str, *, login: str = "", name: str = "") -> LazyText | None:
    """Why this password is not taken."""
    if len(password) < SHORTEST:
        return _l("Please use at least %(n)s characters; a sentence is fine.", n=SHORTEST)
    folded = password.casefold()
    stem = folded.strip("0123456789!@#$%^&*.,-_ ")
    if folded in COMMON or stem in COMMON or stem == "" or len(set(folded)) < 4:
        return _l(
            "This password is among the first that are tried. Please choose another, such as four words."
        )
    if login and login.casefold() in folded:
        return _l("The password must not contain the login.")
    return None
