"""What people hear of facts: an inbox on their pages, and mail for those who want it."""
