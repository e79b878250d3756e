"""How long answers are kept: after that they are deleted, or lose what could lead to a person."""
