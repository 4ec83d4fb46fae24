"""The web service of Lobke."""
