"""`python -m improve.analyze` is `improve analyze`."""

from improve.analyze.cli import group

if __name__ == "__main__":
    group(prog_name="improve analyze")
