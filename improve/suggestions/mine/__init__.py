"""My ideas: everything that somebody wrote, backed, commented on or follows, with its last change."""
