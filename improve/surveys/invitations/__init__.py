"""Asking contacts by mail: personal links, reminders, rest between surveys, and who answered under which name."""
