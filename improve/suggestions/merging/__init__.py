"""Merging duplicates into one idea, and taking that back exactly (docs/decisions/0023).

What an idea has by itself (ballots, co-authors, followers) and what merged ideas lend to it are kept apart: a row
with a `merge_id` is lent, and what may be lent by each merging stands in the tables of `models`. After every
merging and its end the lent rows are made anew from these, so that order never matters.
"""
