"""What follows a decision: its approval, the standard, training, and the spread to other places."""
