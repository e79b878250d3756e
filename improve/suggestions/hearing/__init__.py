"""Who hears what of an idea: the steps that are told, the people who are told, and the promise on its page."""
