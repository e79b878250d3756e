"""The daily stand-up of a team: fifteen minutes over what was done, what comes, and what is blocked."""
