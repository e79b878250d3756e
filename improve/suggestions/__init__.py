"""Ideas, votes and comments."""
