"""Pure numbers: arrays and plain values in, frozen dataclasses out. No Flask, no database, no model."""
