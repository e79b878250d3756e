"""What surveys, questions and answers are made of, with their limits."""
