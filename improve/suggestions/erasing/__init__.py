"""Addresses of erased people in ideas and in what is said about them."""
