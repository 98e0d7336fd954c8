"""X11: what Linux desktops speak; through XWayland it reaches old programs only, so there it says no."""
