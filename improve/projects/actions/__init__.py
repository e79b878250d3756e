"""The actions of a project: what has to be done by whom until when, and what blocks it."""
