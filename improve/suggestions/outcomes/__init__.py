"""What became of the ideas of a quarter: for everyone, with names where people agreed."""
