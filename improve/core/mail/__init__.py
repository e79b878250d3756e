"""Mails that come in: read from their bytes, cut to what was written, judged by who vouches for their sender."""
