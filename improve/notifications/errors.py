"""Why a mail was not sent, and what that means for it."""


class NotSent(Exception):
    """The mail was not taken; the text says why."""


class Refused(NotSent):
    """It never will be: the address does not exist or cannot be written, the content is not wanted."""


class Postponed(NotSent):
    """Not now: the mailbox is full, or the server wants to see us again."""


class Unreachable(NotSent):
    """No server, no encryption, no sign-in: no mail can be sent at present."""
