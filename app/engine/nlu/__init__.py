"""Understands a message: text, names, intent, in or out of scope. Trained, deterministic."""
