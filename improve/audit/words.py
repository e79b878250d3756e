"""What the events and subjects of the trail are called for a person who reads it.

The trail hears every event and knows no feature: these are names of events, not their classes. A test sees to
it that every event of every manifest has its words; one that has none is shown by its name.
"""

from __future__ import annotations

import re

from improve.core.messages import LazyText, _pl

EVENTS: dict[str, LazyText] = {
    "PersonCreated": _pl("event", "Person added"),
    "PersonChanged": _pl("event", "Person changed"),
    "PersonDisabled": _pl("event", "Account disabled"),
    "PersonEnabled": _pl("event", "Account enabled again"),
    "PasswordSet": _pl("event", "Password set"),
    "LinkIssued": _pl("event", "Invitation or reset link made"),
    "RoleGiven": _pl("event", "Role given"),
    "RoleTaken": _pl("event", "Role taken back"),
    "SignedIn": _pl("event", "Signed in"),
    "SignedOutEverywhere": _pl("event", "Signed out everywhere"),
    "TokenIssued": _pl("event", "API token made"),
    "TokenRevoked": _pl("event", "API token withdrawn"),
    "UnitCreated": _pl("event", "Unit added"),
    "UnitChanged": _pl("event", "Unit changed"),
    "OrganizationChanged": _pl("event", "Company settings changed"),
}
SUBJECTS: dict[str, LazyText] = {
    "person": _pl("subject", "Person"),
    "unit": _pl("subject", "Unit"),
    "organization": _pl("subject", "Company"),
}


def event_word(name: str) -> LazyText | str:
    """What happened."""
    return EVENTS.get(name) or _apart(name)


def subject_word(subject_type: str) -> LazyText | str:
    """What it happened to."""
    return SUBJECTS.get(subject_type) or _apart(subject_type)


def _apart(name: str) -> str:
    """`ReadingAdded` -> `Reading added`, `survey_answer` -> `Survey answer`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", name)
    return words[:1].upper() + words[1:].lower()
