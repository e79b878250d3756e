"""Award programs, and awards given with their reason."""
