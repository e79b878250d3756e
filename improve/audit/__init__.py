"""The audit trail: who did what, when, in entries that cannot be changed, cut or moved unseen."""
