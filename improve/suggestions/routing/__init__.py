"""Who is responsible for an idea: the route to its first handler, and the line above when a promise is broken."""
