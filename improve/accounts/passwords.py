"""Passwords: argon2id, the commonest refused, the same time for people who do not exist."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from improve.core.messages import LazyText, _l

SHORTEST = 10
# A login of one or two characters is in many good passwords.
LONG_ENOUGH = 4
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


# The hash of a password that nobody has, with the parameters above: compared when there is no stored one.
DECOY = "$argon2id$v=19$m=19456,t=2,p=1$IdK3f1WeO1FSP0aeRDjN8g$1QrJm2cRkq+X8D+1/VUJn6lDRRJ83qipHHkxfVvuDig"


def _typed(password: str) -> str:
    """One spelling of what is typed: keyboards of other systems compose accents and widths differently."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    """The stored form."""
    return _hasher.hash(_typed(password))


def matches(stored: str | None, password: str) -> bool:
    """Does the password fit? Takes as long for somebody without a password."""
    try:
        _hasher.verify(stored or DECOY, _typed(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def needs_rehash(stored: str) -> bool:
    """Was it made with other parameters than today's?"""
    return _hasher.check_needs_rehash(stored)


def problem(password: str, *, login: str = "", name: str = "") -> LazyText | None:
    """Why this password is not taken."""
    typed = _typed(password)
    if len(typed) < SHORTEST:
        return _l("Please use at least %(n)s characters; a sentence is fine.", n=SHORTEST)
    folded = typed.casefold()
    stem = folded.strip("0123456789!@#$%^&*.,-_ ")
    own = {
        _typed(text).casefold()
        for text in (login, login.split("@", maxsplit=1)[0], name)
        if len(text) >= LONG_ENOUGH
    }
    if {folded, stem, _repeated(stem)} & COMMON or not stem or len(set(folded)) < 4:
        return _l(
            "This password is among the first that are tried. Please choose another, such as four words."
        )
    if stem in own or any(text in folded for text in own if text.isascii()):
        return _l("The password must not contain the login or the name.")
    return None


def _repeated(text: str) -> str:
    """The piece that the text repeats: `password` of `passwordpassword`."""
    place = (text + text).find(text, 1)
    return text[:place] if text else text
