"""`improve analyze …`: statistics of a file, without instance, database or application."""
