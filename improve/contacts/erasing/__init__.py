"""Showing what is kept of an address, and erasing it, in backups that are restored later, too."""
