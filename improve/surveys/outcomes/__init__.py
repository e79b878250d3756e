"""You said, we did: what became of the answers, on the thank-you page and by mail for who wanted to hear of it."""
