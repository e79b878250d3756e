"""What improvements saved: claimed by their owners, measured by the system, validated by finance."""
