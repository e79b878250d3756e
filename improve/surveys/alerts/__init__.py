"""Answers that somebody should look at soon: low scores, certain words, a wish to be called."""
