"""Photos and files at an idea.

The author adds and removes them as long as the text may be edited; who moderates removes one at any time, with a
reason that stays in its place. Whoever may see the idea may see them; nobody else can tell whether they exist.
"""
