"""The first minute, a sheet over the window."""
