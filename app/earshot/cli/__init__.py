"""The terminal: the same session without a screen."""
