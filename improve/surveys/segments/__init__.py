"""Segments: results by place, channel, choice or language, counted with every answer."""
