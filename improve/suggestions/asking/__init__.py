"""Questions to the author: while one is open, the clock of the promise stands still."""
