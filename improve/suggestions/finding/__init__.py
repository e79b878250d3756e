"""Finding ideas: also by what was said about them, in the best order, although something was mistyped."""
