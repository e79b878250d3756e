"""Committees, rounds, rubrics, scores, decisions."""
