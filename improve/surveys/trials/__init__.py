"""Answers given to try a survey out: kept apart from all others, in no result."""
