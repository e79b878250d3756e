"""The A3 report: a project on one page, filled by itself."""
