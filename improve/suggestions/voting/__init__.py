"""How votes are cast in a category: support only, for and against, or a budget; open or counted at the end."""
