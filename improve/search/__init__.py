"""One search over everything: renders what features find. Owns no rows."""
