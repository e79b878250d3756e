"""The desk of those who handle ideas: what waits for them, and every act in one form."""
