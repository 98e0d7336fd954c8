"""The settings, a sheet over the window."""
