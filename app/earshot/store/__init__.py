"""What is kept on this disk: settings, models, the history of takes."""
