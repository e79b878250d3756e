"""How many cards a column may hold, and how the board is cut into lanes."""
