"""Whether our own mail server vouches for the sender of a mail.

Anybody can write any From. What counts is the Authentication-Results header (RFC 8601) of the receiving server, and
only the topmost: others may have come with the mail. It vouches for the sender when it names the server we were
told to believe and says that DMARC passed for the sender's domain, or that a DKIM signature of exactly that domain
did. SPF speaks of the envelope and not of From, and is no reason by itself.
"""

from __future__ import annotations

import re

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"^(dmarc|dkim)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"\b(header\.(?:from|d|i))\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)


def vouches(header: str, server: str, sender: str) -> bool:
    """Does the header of `server` vouch for the address `sender`? Without a server nobody does."""
    domain = sender.rpartition("@")[2].lower().rstrip(".")
    if not server or not domain or not header:
        return False
    while _COMMENT.search(header):
        header = _COMMENT.sub(" ", header)
    name, *results = header.split(";")
    words = name.split()
    if not words or words[0].lower() != server.strip().lower():
        return False
    return any(_passes(result.strip(), domain) for result in results)


def _passes(result: str, domain: str) -> bool:
    found = _RESULT.match(result)
    if found is None or found[2].lower() != "pass":
        return False
    named = {
        key.lower(): value.lower().rpartition("@")[2].rstrip(".") for key, value in _PROPERTY.findall(result)
    }
    if found[1].lower() == "dmarc":
        return named.get("header.from") == domain
    return domain in (named.get("header.d"), named.get("header.i"))
