"""Typed links between ideas: one is part of another, contradicts it, follows from it, or is similar."""
