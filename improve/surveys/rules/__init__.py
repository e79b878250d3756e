"""Rules of surveys: values in, a verdict out."""
