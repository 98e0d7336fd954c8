"""What a user can ask for, and who does it when."""
