"""Files from outside: judged by their content, kept below the instance folder under names of our own.

`inspect` (inspection.py) judges a file and makes pictures harmless, `storage` keeps and gives it back, and
`StoredFile` (columns.py) is what a feature's table of files has. A feature says which files it still uses by
contributing to the slot `uploads.in_use`; what nobody uses any more is collected by a job of operations.
"""
