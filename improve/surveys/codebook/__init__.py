"""Coding comments by hand: a codebook, what each person found in a comment, and how far they agree."""
