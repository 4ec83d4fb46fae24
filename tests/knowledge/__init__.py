"""Tests of the knowledge base, mirroring its modules."""
