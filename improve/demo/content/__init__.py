"""What the demonstration is made of: invented people of an invented company, and what they wrote."""
