"""Moving and still pictures from files."""
