"""Tests of the questions that may be asked of the knowledge store."""
