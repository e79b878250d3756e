"""Links of a survey for its places and channels: written, drawn and printed; nothing of them is stored."""
