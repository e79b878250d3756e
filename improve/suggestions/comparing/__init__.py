"""Ideas of a category two at a time: which of these two is better? From the answers an order with its intervals.

A category says whether it is done (`Category.is_compared`); it is open on the days on which the category takes votes.
An answer is as secret as a ballot: no fact names who gave it, no page shows fewer than five people's, and where the
counts of a category are hidden its order is hidden as long.
"""
