"""A mailbox that the worker empties: each mail once, whatever happens in between.

What a mail is for is not known here: features take mails by the slot `mail.receiver` (`improve.core.mail.values`).
"""
