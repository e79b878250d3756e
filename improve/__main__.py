"""`python -m improve` is the `improve` command."""

from improve.cli import main

if __name__ == "__main__":
    main()
