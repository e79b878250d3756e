"""Questionnaires, their public links, answers without names, and scores with their intervals."""
