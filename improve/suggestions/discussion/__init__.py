"""The discussion of an idea: comments, replies, notes, reactions, reports and ready answers.

The comments themselves are in `improve.suggestions.models`; everything that hangs on one is here.
"""
