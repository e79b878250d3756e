"""How projects are shown: cards, the heading, the check in words and pictures."""
