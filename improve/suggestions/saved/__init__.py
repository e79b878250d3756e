"""Saved views: a list of ideas with its filters under a name, one's own or shared with a unit."""
