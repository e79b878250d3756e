"""Places where ideas arise: a machine, a packing table, a ward.

A place has a short link and a QR code to print; who opens it writes an idea that is about this place already. At a
place a shared device may be a kiosk: anybody there can hand in an idea under their name, without an account.

A kiosk can do one thing. It is nobody: it signs nobody in, so a typed name or staff number is a name and no proof,
and the idea is credited to that name (see `crediting`). It shows no idea, not even the one just written.
"""
