"""The computer around us: what it tells of itself."""
