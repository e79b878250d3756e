"""Boards as feeds (Atom): for feed readers, which have no session but a personal secret address."""
