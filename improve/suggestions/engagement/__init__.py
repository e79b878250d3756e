"""Who takes part: people of each unit who handed in, voted or commented, of all who work there.

Never a figure about fewer than five people, nor one that subtracting two figures would give (`rules.shown_apart`).
Ballots whose counts are hidden are left out as long; ideas without a name are nobody's and count nowhere.
"""
