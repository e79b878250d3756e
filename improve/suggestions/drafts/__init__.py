"""Drafts: ideas while they are being written, kept on the server and seen by nobody but their author.

No list, count, search, export, operation of the API or page of others asks this package, and nothing is published:
the audit trail would tell who is about to suggest something. What is saved is what was typed, unchecked; it is
checked when it is handed in. Two devices at once: see `service.save`.
"""
