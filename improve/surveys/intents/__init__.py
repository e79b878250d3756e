"""Scores clicked in the mails of invitations and not sent: intents, never answers."""
