"""The conversation over HTTP: the widget's own API and the channels a Rasa client knows."""
