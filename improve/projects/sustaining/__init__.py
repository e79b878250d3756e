"""Whether an adopted change lasts: checks after 30, 60 and 90 days, half a year and a year."""
