"""Customers who may be asked and answered: addresses, attributes, consents, and who wants to hear nothing."""
