"""What is kept on this disk: settings, models."""
