"""Bringing in files: one engine and one page for everything that features can import."""
