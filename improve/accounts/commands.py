"""The commands of accounts, as data: nothing is imported for `--help`."""

COMMANDS: dict[str, tuple[str, str]] = {
    "users add": ("Add a person with roles; prints the invitation link.", "improve.accounts.cli:add"),
    "users list": ("List people with their units and roles.", "improve.accounts.cli:list_people"),
    "users disable": ("End a person's access at once.", "improve.accounts.cli:disable"),
    "tokens issue": ("Make an API token and print it.", "improve.accounts.cli:issue"),
    "tokens list": (
        "List the tokens that work, without the tokens themselves.",
        "improve.accounts.cli:list_tokens",
    ),
    "tokens revoke": ("Withdraw a token, or all tokens of a person.", "improve.accounts.cli:revoke"),
    "import people": ("Bring in people, units, leads and roles.", "improve.accounts.cli:import_people"),
}
