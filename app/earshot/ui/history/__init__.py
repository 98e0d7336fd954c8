"""The History place: every take, found again."""
