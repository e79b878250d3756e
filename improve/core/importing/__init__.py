"""Bringing in rows of a file: what a feature declares, and the engine that maps, reads, stores and reports."""
