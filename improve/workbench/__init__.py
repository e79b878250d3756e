"""Statistics on pasted figures: a verdict on a change without an account, nothing is stored."""
