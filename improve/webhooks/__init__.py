"""Facts for other systems: signed, in order, at least once, and to be sent again."""
