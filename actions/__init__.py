"""rasa-sdk actions, thin: read the question, ask the knowledge store once, reply."""
