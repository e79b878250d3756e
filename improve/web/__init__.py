"""The HTTP toolkit: knows no feature."""
