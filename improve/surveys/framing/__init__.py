"""A survey inside of another website's page: only on sites that were listed, and without the frame a plain link."""
