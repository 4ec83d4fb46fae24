"""Understands a message: text -> entities -> intent -> in or out of scope. Trained, deterministic."""
