"""Who an idea is credited to when that is not simply the person who typed it.

An idea may be written down for a colleague without an account: the colleague is its author, by name and unit; who
typed it is its recorder. The recorder stands in for the author (sees it wherever it stands, edits, withdraws,
replies, is told) but is not its author: may back it, may answer or judge it, gets no award for it.
Co-authors are colleagues with an account, or names; a name votes for nothing and hears nothing.
"""
