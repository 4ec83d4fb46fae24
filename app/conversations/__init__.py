"""Transcripts: the personal data of pupils. Its own store, which the actions cannot reach."""
