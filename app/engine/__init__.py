"""Runs a Rasa-format assistant: understand, choose by rules and forms, act, until listen.

A library that lives in a folder: it imports nothing of Lobke but itself, and knows no web, no SQL
and no subject matter. What it supports of Rasa 3.6 is listed in docs/architecture.md; anything
else in the files is refused when loading.
"""
