"""Handing in an idea without a name, and being its author afterwards by a code alone (docs/decisions/0022).

Nothing here stores who wrote: no person, no address, no instant. What an unnamed author does is a letter in the
box (`models.Letter`). The box is emptied once a day, in a random order, by a job (`delivery`).
"""
