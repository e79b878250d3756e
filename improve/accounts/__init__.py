"""People, roles, organizational units, sign-in, invitations and API tokens."""
