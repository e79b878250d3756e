"""The API's own parts: its document, a readable page of it, and answers remembered by idempotency key."""
