"""Running the product: migrations, serving, backups, health. Knows no feature."""
