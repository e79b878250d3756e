"""What comments are about: the words that set a class apart from the others, and themes that words point to."""
