"""The first page: what waits for me, what became of my ideas, what the company achieved. Owns no rows."""
