"""The company's own words for the statuses of ideas."""
