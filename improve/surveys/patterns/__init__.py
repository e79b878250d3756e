"""Patterns that an answer must fit, in a language that always ends quickly."""
