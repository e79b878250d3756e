"""Bringing in ballots cast elsewhere: `improve import votes FILE`, also Pabulib's `.pb` files."""
